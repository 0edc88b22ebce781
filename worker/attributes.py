"""The search attributes of every lifecycle, within the limits of SQL visibility stores."""

from temporalio.api.enums.v1 import IndexedValueType

KEYWORD = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD

SEARCH_ATTRIBUTES: dict[str, IndexedValueType.ValueType] = {
    "CbPhase": KEYWORD,
    "CbProgramme": KEYWORD,
    "CbOffice": KEYWORD,
    "CbOwner": KEYWORD,
    "CbSegment": KEYWORD,
    "CbWaitingFor": KEYWORD,
    "CbWaitsOn": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    "CbRoles": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    "CbNextDue": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    "CbProblem": IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
}
