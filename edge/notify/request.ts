/** A message as one HTTP POST. */
export interface Request {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the answer's body reports acceptance; some webhooks answer 200 to everything. */
  isTaken?(answer: string): boolean;
}
