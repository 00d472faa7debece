/**
 * Members of VDA 5050 messages (2.1 and 3.0) that the observer reads. Messages were checked against their schema
 * before.
 */

export interface Header {
  /** Optional in a visualization of 2.1, like the next. */
  readonly headerId?: number;
  readonly timestamp?: string;
}

export interface NodePosition {
  readonly x: number;
  readonly y: number;
  readonly mapId?: string;
}

interface NodeState {
  readonly nodeId: string;
  readonly sequenceId: number;
  readonly released: boolean;
  readonly nodePosition?: NodePosition;
}

export interface VehicleError {
  readonly errorType: string;
  /** WARNING and FATAL; 3.0 has URGENT and CRITICAL between them. */
  readonly errorLevel: string;
  readonly errorDescription?: string;
  readonly errorHint?: string;
  readonly errorReferences?: readonly { readonly referenceKey: string; readonly referenceValue: string }[];
}

interface Pose {
  readonly x: number;
  readonly y: number;
  readonly theta: number;
  readonly mapId: string;
  /** Whether the vehicle knows where it is: the member of 2.1, and that of 3.0. */
  readonly positionInitialized?: boolean;
  readonly localized?: boolean;
}

/** `agvPosition` is its name in 2.1, `mobileRobotPosition` in 3.0. */
export interface Positioned {
  readonly agvPosition?: Pose;
  readonly mobileRobotPosition?: Pose;
}

export interface StateMessage extends Header, Positioned {
  readonly orderId: string;
  readonly lastNodeId: string;
  readonly lastNodeSequenceId: number;
  readonly nodeStates: readonly NodeState[];
  readonly edgeStates: readonly { readonly edgeId: string; readonly sequenceId: number; readonly released: boolean }[];
  readonly errors: readonly VehicleError[];
  /** Absent: the vehicle does not know whether it carries anything. */
  readonly loads?: readonly { readonly loadId?: string }[];
}

export interface OrderMessage extends Header {
  readonly nodes: readonly { readonly nodeId: string; readonly nodePosition?: NodePosition }[];
}

export interface ConnectionMessage extends Header {
  readonly connectionState: "ONLINE" | "OFFLINE" | "HIBERNATING" | "CONNECTIONBROKEN" | "CONNECTION_BROKEN";
}

export interface InstantActionsMessage extends Header {
  readonly actions: readonly { readonly actionType: string; readonly actionId: string }[];
}

export interface ZoneSetMessage extends Header {
  readonly zoneSet: {
    readonly mapId: string;
    readonly zoneSetId: string;
    readonly zones: readonly {
      readonly zoneId: string;
      readonly zoneType: string;
      readonly vertices: readonly { readonly x: number; readonly y: number }[];
    }[];
  };
}
