"""What the arithmetic refuses, each kind with the facts for its Dutch sentence."""

from __future__ import annotations

from registry.errors import Anticipated


class TooLittleHistory(Anticipated):
    """There are too few open days with counts to say anything. Facts: `open_days`, `needed`."""

    code = "too_little_history"


class ContradictoryCounts(Anticipated):
    """Two different counts for one day, channel and topic. Facts: `on`, `channel`, `topic`."""

    code = "contradictory_counts"


class NegativeCounts(Anticipated):
    """A count below zero or not a number. Facts: `on`, `channel`, `topic`."""

    code = "negative_counts"


class OutsideSeries(Anticipated):
    """No counted open day lies in the window that is asked about. Facts: `mailing`, `first`, `last`."""

    code = "outside_series"


class NothingToSend(Anticipated):
    """A mailing without a batch, or with a batch of no letters. Facts: `mailing`."""

    code = "nothing_to_send"


class NeverOpen(Anticipated):
    """No open day follows within a year, so contacts have nowhere to go. Facts: `after`."""

    code = "never_open"


class UnknownMailing(Anticipated):
    """The mailing that is asked about is not among the ones given. Facts: `mailing`."""

    code = "unknown_mailing"
