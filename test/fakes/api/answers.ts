/** Answers of the API, as far as tests read them. */

export interface Sample {
  tagUid: string;
  time: string;
  receivedAt: string;
  live: boolean;
  linkAgeMs: number | null;
}

export interface Alert {
  alertUid: string;
  occurrenceUid: string;
  rule: string;
  state: string;
  asksAck: boolean;
  raisedAt: string;
  clearedAt: string | null;
  causedBy: string | null;
  memberCount: number;
}
