package io.binnacle.consensus.message;

import io.binnacle.consensus.base.Bytes;
import io.binnacle.consensus.log.ProposalId;

/** A command that wants to get into the log. */
public record Proposal(ProposalId id, Bytes command) {}
