/** Names on the NATS server. A hub has one stream; each edge may use the subjects with its own id (docs/fleet.md). */

/** Name of the stream, which the hub makes. */
export const STREAM = "GEMBA_UP";
/** Name of the one consumer that hubs had before there were partitions. */
export const OLD_CONSUMER = "hub";
/** Name of the stream with the table of hubs, and the subject of its one message. */
export const OWNERS_STREAM = "GEMBA_HUBS";
export const OWNERS = "gemba.owners";
/** Hubs say that they are there. */
export const ALL_HUBS = "gemba.hubs.*";
export const hubSubjectOf = (name: string): string => `gemba.hubs.${name}`;
/** Subjects of a partition in the stream: the server gives each message the number of its partition. */
export const partOf = (partition: string): string => `gemba.part.${partition}`;

/** Everything of every edge, for the stream. */
export const ALL_UP = "gemba.up.*";
export const ALL_GREETINGS = "gemba.hello.*";
export const ALL_LIVE = "gemba.live.*";
export const ALL_SIDE = "gemba.side.*";

/** Items of the log, through the stream. */
export const upOf = (edgeId: string): string => `gemba.up.${edgeId}`;
/** An edge greets its hub and is answered. */
export const greetingOf = (edgeId: string): string => `gemba.hello.${edgeId}`;
/** Newest values and events while history has to catch up; not through the stream. */
export const liveOf = (edgeId: string): string => `gemba.live.${edgeId}`;
/** Messages beside the log, from one edge. */
export const sideOf = (edgeId: string): string => `gemba.side.${edgeId}`;
/** Messages beside the log, to one edge. */
export const backOf = (edgeId: string): string => `gemba.back.${edgeId}`;
/** What the hub says to one edge. */
export const downOf = (edgeId: string): string => `gemba.down.${edgeId}`;

/** Name of a hub's connection. */
export const LINK_OF_HUBS = "gemba-hub";
/** Name of an edge's connection. */
export const linkOf = (edgeId: string): string => `gemba-edge-${edgeId}`;
/** Whether an answer to the edge goes there: the hub may publish more than the edge may. */
export const isInboxOf = (edgeId: string, subject: string | undefined): boolean =>
  subject?.startsWith(`_INBOX.${linkOf(edgeId)}.`) === true;

/** The edge in a subject of any of these; undefined where it is no id. */
export function edgeOf(subject: string): string | undefined {
  const id = subject.slice(subject.lastIndexOf(".") + 1);
  return isEdgeId(id) ? id : undefined;
}

/** Ids become folders of the hub: only letters, digits and hyphens. */
export function isEdgeId(id: unknown): id is string {
  return typeof id === "string" && /^[0-9A-Za-z-]{1,64}$/.test(id);
}
