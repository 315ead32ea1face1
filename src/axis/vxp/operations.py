"""The thirteen operations as a table of facts. Doors: Operation, OPERATIONS.

A call that is not here does not exist; the table of docs/protocol/vxp.md is made from it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from axis.vxp import lists, receiving, registering, sending
from axis.vxp.answers import Answer
from axis.vxp.callers import VxpCall
from axis.vxp.receiving import Context


@dataclass(frozen=True)
class Operation:
    """``parameters``: all that it reads; others may be there, left from earlier calls. ``answer``: beyond the common three."""

    name: str
    method: str
    parameters: tuple[str, ...]
    answer: str
    run: Callable[[VxpCall, Context], Answer]


_DAYS = ("fromDate", "toDate")

OPERATIONS = (
    #         name                   method  parameters                          answer
    Operation("getAgenciesList",     "POST", (),                                 "data: agency",       lists.agencies),
    Operation("getAgenciesListQD20", "POST", ("level",),                         "data: agency QD20",  lists.agencies_qd20),
    Operation("getSynchronizeUnit",  "POST", (),                                 "data: unit",         lists.units),
    Operation("registerAgency",      "POST", (),                                 "",                   registering.register),
    Operation("deleteAgency",        "POST", ("AgencyCode",),                    "",                   registering.delete),
    Operation("getReceivedEdocList", "POST", ("messagetype", *_DAYS),            "data: knobstick",    receiving.received_list),
    Operation("getSentEdocList",     "POST", ("messagetype", "docId", *_DAYS),   "data: delivery result", sending.sent_list),
    Operation("getEdoc",             "POST", ("docId",),                         "data: base64",       receiving.fetch),
    Operation("downloadEdoc",        "GET",  ("docId",),                         "bytes",              receiving.download),
    Operation("sendEdoc",            "POST", ("from", "to", "hash-file"),        "DocId",              sending.send),
    Operation("updateStatus",        "POST", ("docid", "status", "description"), "",                   receiving.update_status),
    Operation("countReceiveEdoc",    "POST", (),                                 "count",              receiving.count_documents),
    Operation("countReceiveStatus",  "POST", (),                                 "count",              receiving.count_statuses),
)  # fmt: skip

BY_NAME = {operation.name: operation for operation in OPERATIONS}
