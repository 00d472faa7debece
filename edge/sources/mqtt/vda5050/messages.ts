/** The members of VDA 5050 2.1 messages that the observer itself looks at; a message was checked against its schema before. */

export interface Header {
  readonly headerId: number;
  readonly timestamp: string;
}

export interface NodePosition {
  readonly x: number;
  readonly y: number;
}

interface NodeState {
  readonly nodeId: string;
  readonly sequenceId: number;
  readonly released: boolean;
  readonly nodePosition?: NodePosition;
}

export interface VehicleError {
  readonly errorType: string;
  readonly errorLevel: "WARNING" | "FATAL";
  readonly errorDescription?: string;
  readonly errorHint?: string;
  readonly errorReferences?: readonly { readonly referenceKey: string; readonly referenceValue: string }[];
}

export interface StateMessage extends Header {
  readonly orderId: string;
  readonly lastNodeId: string;
  readonly nodeStates: readonly NodeState[];
  readonly errors: readonly VehicleError[];
}

export interface OrderMessage extends Header {
  readonly nodes: readonly { readonly nodeId: string; readonly nodePosition?: NodePosition }[];
}

export interface ConnectionMessage extends Header {
  readonly connectionState: "ONLINE" | "OFFLINE" | "CONNECTIONBROKEN";
}
