package io.binnacle.apiserver.serviceaccount;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** A key on the curve P-256 that signs tokens as ES256 (RFC 7518). Immutable. */
final class SigningKey {
  private static final String SIGNATURE = "SHA256withECDSAinP1363Format";

  private static final int COORDINATE_BYTES = 32;

  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final String id;

  private SigningKey(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.id = idOf(publicKey);
  }

  static SigningKey generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      return new SigningKey(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  /**
   * @throws GeneralSecurityException where the texts are no such key
   */
  static SigningKey ofBase64(String privateKey, String publicKey) throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance("EC");
    try {
      Base64.Decoder decoder = Base64.getDecoder();
      return new SigningKey(
          factory.generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(privateKey))),
          factory.generatePublic(new X509EncodedKeySpec(decoder.decode(publicKey))));
    } catch (IllegalArgumentException notBase64) {
      throw new GeneralSecurityException("the key is not in base64", notBase64);
    }
  }

  String privateBase64() {
    return Base64.getEncoder().encodeToString(privateKey.getEncoded());
  }

  String publicBase64() {
    return Base64.getEncoder().encodeToString(publicKey.getEncoded());
  }

  /** Names the key in the head of a token. */
  String id() {
    return id;
  }

  /** The point that is the public key, as RFC 7518, 6.2.1 writes its two numbers. */
  String coordinateX() {
    return coordinate(publicPoint().getAffineX());
  }

  String coordinateY() {
    return coordinate(publicPoint().getAffineY());
  }

  private ECPoint publicPoint() {
    return ((ECPublicKey) publicKey).getW();
  }

  /** As many bytes as the field of the curve has, leading zeros included. */
  private static String coordinate(BigInteger number) {
    byte[] padded = new byte[COORDINATE_BYTES];
    byte[] bytes = number.toByteArray();
    int length = Math.min(bytes.length, padded.length);
    System.arraycopy(bytes, bytes.length - length, padded, padded.length - length, length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
  }

  private static String idOf(PublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  byte[] sign(String text) {
    try {
      Signature signature = Signature.getInstance(SIGNATURE);
      signature.initSign(privateKey);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was accepted does not sign", e);
    }
  }

  boolean hasSigned(String text, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(SIGNATURE);
      signature.initVerify(publicKey);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.verify(signed);
    } catch (GeneralSecurityException notASignature) {
      return false;
    }
  }
}
