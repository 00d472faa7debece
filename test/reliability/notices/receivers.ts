/** A webhook receiver and a mail server that now and then refuse, or take a message and lose the answer. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type MailSink, openMailSink } from "../../fakes/alerts/mail-sink.ts";
import type { Random } from "../random.ts";

/** Shares of requests that are refused, and whose answer is lost. */
const NOISE = { refused: 0.05, lost: 0.05 };

/** What arrived, each with the ids of the messages that brought it. */
export type Arrived = ReadonlyMap<string, ReadonlySet<string>>;

export interface Receivers extends AsyncDisposable {
  readonly url: string;
  readonly mailPort: number;
  /** Alarms (alert and occurrence) and changes of work items (uid and number), by webhook. */
  readonly alarms: Arrived;
  readonly changes: Arrived;
  /** Texts of all mails by the ids of their messages. */
  mails(): ReadonlyMap<string, string>;
  /** Requests, mails, and those that brought a message again. */
  counts(): { readonly requests: number; readonly mails: number; readonly repeated: number; readonly noise: number };
}

interface Body {
  readonly alerts?: readonly { readonly alertUid: string; readonly occurrenceUid: string }[];
  readonly changes?: readonly { readonly eventUid: string }[];
}

export async function openReceivers(random: Random): Promise<Receivers> {
  const [alarms, changes] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  const ids = new Set<string>();
  let [requests, noise] = [0, 0];
  const note = (arrived: Map<string, Set<string>>, what: string, id: string): void =>
    void arrived.set(what, (arrived.get(what) ?? new Set()).add(id));
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (piece) => {
      text += piece;
    });
    request.on("end", () => {
      const chance = random();
      if (chance < NOISE.refused) {
        noise++;
        response.writeHead(503).end();
        return;
      }
      const id = String(request.headers["webhook-id"]);
      const body = JSON.parse(text) as Body;
      requests++;
      ids.add(id);
      for (const { alertUid, occurrenceUid } of body.alerts ?? []) note(alarms, `${alertUid} ${occurrenceUid}`, id);
      for (const { eventUid } of body.changes ?? []) note(changes, eventUid, id);
      if (chance < NOISE.refused + NOISE.lost) {
        noise++;
        request.socket.destroy();
      } else response.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const sink = await openMailSink();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    mailPort: sink.port,
    ...{ alarms, changes, mails: () => textsOf(sink) },
    counts: () => {
      const mails = sink.mails.length;
      const repeated = requests - ids.size + mails - textsOf(sink).size;
      return { requests, mails, repeated, noise };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await sink[Symbol.asyncDispose]();
    },
  };
}

/** Decoded from quoted-printable, without the breaks of lines. */
function textsOf({ mails }: MailSink): ReadonlyMap<string, string> {
  return new Map(
    mails.map((mail) => {
      const id = /^Message-ID: <(\S+)>/im.exec(mail)?.[1] ?? "";
      const text = mail
        .replaceAll(/=\r?\n/g, "")
        .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      return [id, text];
    }),
  );
}
