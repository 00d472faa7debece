/** MachineryItemState numbers of OPC 40001-1. */
export type ItemState = 0 | 1 | 2 | 3;
