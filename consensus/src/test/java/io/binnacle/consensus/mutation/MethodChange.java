package io.binnacle.consensus.mutation;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodBuilder;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;

/** Carries one edit out on the code of a method. */
final class MethodChange {
  private static final String ROOT = "io.binnacle.consensus.";

  private final Edit edit;
  private final ClassDesc owner;
  private final Runnable applied;
  private int branches;

  MethodChange(Edit edit, ClassDesc owner, Runnable applied) {
    this.edit = edit;
    this.owner = owner;
    this.applied = applied;
  }

  void transform(MethodBuilder builder, MethodElement element) {
    if (!(element instanceof CodeModel code)) {
      builder.with(element);
      return;
    }
    MethodModel method = code.parent().orElseThrow();
    MethodTypeDesc type = method.methodTypeSymbol();
    switch (edit) {
      case Edit.Answers(_, _, int constant) ->
          builder.withCode(body -> answer(body, type, constant));
      case Edit.BecomesPatch(_, _, String patch) ->
          builder.withCode(body -> callPatch(body, method, patch));
      case Edit.DropsCall _, Edit.RedirectsCall _, Edit.FixesBranch _, Edit.ChangesConstant _ ->
          builder.transformCode(code, this::change);
    }
  }

  private void answer(CodeBuilder body, MethodTypeDesc type, int constant) {
    applied.run();
    TypeKind kind = TypeKind.from(type.returnType());
    push(body, kind, constant);
    body.return_(kind);
  }

  private static void push(CodeBuilder body, TypeKind kind, int constant) {
    switch (kind) {
      case BOOLEAN, BYTE, CHAR, SHORT, INT -> body.loadConstant(constant);
      case LONG -> body.loadConstant((long) constant);
      case FLOAT -> body.loadConstant((float) constant);
      case DOUBLE -> body.loadConstant((double) constant);
      case REFERENCE -> body.aconst_null();
      case VOID -> {}
    }
  }

  private void callPatch(CodeBuilder body, MethodModel method, String patch) {
    applied.run();
    MethodTypeDesc type = method.methodTypeSymbol();
    MethodTypeDesc patchType = type;
    boolean isStatic = method.flags().has(AccessFlag.STATIC);
    if (!isStatic) {
      body.aload(0);
      patchType = type.insertParameterTypes(0, owner);
    }
    for (int i = 0; i < type.parameterCount(); i++) {
      body.loadLocal(TypeKind.from(type.parameterType(i)), body.parameterSlot(i));
    }
    body.invokestatic(ownerOf(patch), nameOf(patch), patchType);
    body.return_(TypeKind.from(type.returnType()));
  }

  private void change(CodeBuilder body, CodeElement element) {
    switch (edit) {
      case Edit.DropsCall(_, _, String callee)
          when element instanceof InvokeInstruction call && calls(call, callee) ->
          drop(body, call);
      case Edit.RedirectsCall(_, _, String callee, String patch)
          when element instanceof InvokeInstruction call && calls(call, callee) ->
          redirect(body, call, patch);
      case Edit.FixesBranch(_, _, int which, boolean jumps)
          when element instanceof BranchInstruction branch && isConditional(branch) -> {
        if (branches == which) {
          fix(body, branch, jumps);
        } else {
          body.with(element);
        }
        branches++;
      }
      case Edit.ChangesConstant(_, _, int from, int to)
          when element instanceof ConstantInstruction constant
              && constant.typeKind() == TypeKind.INT
              && constant.constantValue().equals(from) -> {
        applied.run();
        body.loadConstant(to);
      }
      default -> body.with(element);
    }
  }

  private static boolean calls(InvokeInstruction call, String callee) {
    return call.name().equalsString(callee);
  }

  private static boolean isConditional(BranchInstruction branch) {
    return branch.opcode() != Opcode.GOTO && branch.opcode() != Opcode.GOTO_W;
  }

  private void drop(CodeBuilder body, InvokeInstruction call) {
    applied.run();
    List<ClassDesc> parameters = call.typeSymbol().parameterList();
    for (ClassDesc parameter : parameters.reversed()) {
      pop(body, TypeKind.from(parameter));
    }
    if (call.opcode() != Opcode.INVOKESTATIC) {
      body.pop();
    }
    push(body, TypeKind.from(call.typeSymbol().returnType()), 0);
  }

  private static void pop(CodeBuilder body, TypeKind kind) {
    if (kind.slotSize() == 2) {
      body.pop2();
    } else {
      body.pop();
    }
  }

  private void redirect(CodeBuilder body, InvokeInstruction call, String patch) {
    applied.run();
    MethodTypeDesc type = call.typeSymbol();
    boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
    body.invokestatic(
        ownerOf(patch),
        nameOf(patch),
        isStatic ? type : type.insertParameterTypes(0, call.owner().asSymbol()));
  }

  private static ClassDesc ownerOf(String patch) {
    return ClassDesc.of(ROOT + patch.substring(0, patch.lastIndexOf('.')));
  }

  private static String nameOf(String patch) {
    return patch.substring(patch.lastIndexOf('.') + 1);
  }

  private void fix(CodeBuilder body, BranchInstruction branch, boolean jumps) {
    applied.run();
    switch (branch.opcode()) {
      case IF_ICMPEQ, IF_ICMPNE, IF_ICMPLT, IF_ICMPGE, IF_ICMPGT, IF_ICMPLE, IF_ACMPEQ, IF_ACMPNE ->
          body.pop2();
      default -> body.pop();
    }
    if (jumps) {
      body.goto_(branch.target());
    }
  }
}
