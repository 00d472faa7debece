/** Keeps the list of sites, of a site's page that site alone, in step with the hub, by asking every few seconds. */
import { signal } from "@preact/signals";
import { SignedOut, wordsOf } from "./api.ts";
import { SITE_OF_HUB } from "./base.ts";
import { type CompanyAnswer, fetchCompany } from "./company-api.ts";

const EVERY_MS = 5_000;

interface CompanyState {
  /** Null before the first answer. */
  readonly answer: CompanyAnswer | null;
  /** Hub's clock minus this machine's, milliseconds. */
  readonly offsetMs: number;
  /** When the hub last answered, milliseconds of this machine's clock; 0 before that. */
  readonly heardMs: number;
  /** Why the newest question has no answer; null if it has one. */
  readonly failure: string | null;
  readonly isSignedOut: boolean;
}

export const company = signal<CompanyState>({
  answer: null,
  offsetMs: 0,
  heardMs: 0,
  failure: null,
  isSignedOut: false,
});

/** Now by the hub's clock, milliseconds. */
export function hubNowMs(): number {
  return Date.now() + company.value.offsetMs;
}

let tag = "";

async function askOnce(): Promise<void> {
  try {
    const news = await fetchCompany(tag, SITE_OF_HUB);
    const heardMs = Date.now();
    if (news === null) {
      company.value = { ...company.value, heardMs, failure: null, isSignedOut: false };
      return;
    }
    tag = news.tag;
    const offsetMs = Date.parse(news.answer.now) - heardMs;
    company.value = {
      answer: news.answer,
      offsetMs: Number.isFinite(offsetMs) ? offsetMs : 0,
      heardMs,
      failure: null,
      isSignedOut: false,
    };
  } catch (error) {
    const isSignedOut = error instanceof SignedOut;
    // What another session was shown is not this one's to see.
    const answer = isSignedOut ? null : company.value.answer;
    if (isSignedOut) tag = "";
    company.value = { ...company.value, answer, failure: wordsOf(error), isSignedOut };
  }
}

/** Asks now and from then on; the next question waits for the answer to this one. Call the result to stop. */
export function followCompany(everyMs = EVERY_MS): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const round = async () => {
    await askOnce();
    if (!isStopped) timer = setTimeout(() => void round(), everyMs);
  };
  void round();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
