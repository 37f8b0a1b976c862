package org.tisc.node.alert;

import java.time.InstantSource;
import org.tisc.node.web.LiveStreams;

/** The parts that routes and pages work with. */
record AlertParts(
    Cards cards,
    AlertDesk desk,
    AnswerDesk answers,
    Matrix matrix,
    EvidenceFiles files,
    Neighbourhood around,
    LiveStreams live,
    boolean reviewRequired,
    InstantSource clock) {}
