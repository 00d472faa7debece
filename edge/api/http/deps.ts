import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { Logger } from "pino";
import type { Accounts, ExternalSignIn } from "../../contracts/access/access.ts";
import type { StoredCertificate } from "../../contracts/access/certificate.ts";
import type { Journal, Principal } from "../../contracts/access/journal.ts";
import type { ServerCertificate } from "../../contracts/access/tls.ts";
import type { AlertBook } from "../../contracts/alerts/alert.ts";
import type { Notification } from "../../contracts/alerts/notification.ts";
import type { OutOfService } from "../../contracts/alerts/out-of-service.ts";
import type { Discover } from "../../contracts/path/discovery.ts";
import type { EdgeHealth } from "../../contracts/path/health.ts";
import type { EventReader, HistorianReader } from "../../contracts/path/historian.ts";
import type { ReplayReader } from "../../contracts/path/replay.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { WaveformReader } from "../../contracts/path/waveform-reader.ts";
import type { LayoutEditor } from "../../contracts/plant/layout.ts";
import type { PeopleEvidence } from "../../contracts/plant/people.ts";
import type { Assignment, Plant } from "../../contracts/plant/plant.ts";
import type { TagTable } from "../../contracts/plant/tag.ts";
import type { EnergyReader } from "../../contracts/production/energy.ts";
import type { GenealogyReader } from "../../contracts/production/genealogy.ts";
import type { KpiReader } from "../../contracts/production/kpi.ts";
import type { MaterialReader } from "../../contracts/production/material.ts";
import type { ProductionReader } from "../../contracts/production/production.ts";
import type { Counters } from "../../observe/counters.ts";
import type { Jobs } from "../../observe/jobs.ts";
import type { StrangerFailures } from "./stranger-failures.ts";

/** The parts of the edge that the API reads, and the owners through which it changes something. */
export interface ApiDeps {
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinReader;
  readonly historian: HistorianReader;
  readonly events: EventReader;
  readonly replay: ReplayReader;
  readonly waveforms: WaveformReader;
  readonly alerts: AlertBook;
  /** Absent where nobody keeps it. */
  readonly services?: OutOfService;
  /** Absent where no tag is about people, or where they are stored like all others. */
  readonly evidence?: PeopleEvidence;
  readonly kpis: KpiReader;
  /** Absent where nothing is known of production. */
  readonly production?: ProductionReader;
  readonly material?: MaterialReader;
  readonly genealogy?: GenealogyReader;
  readonly energy?: EnergyReader;
  readonly journal: Journal;
  /** Pseudonym used in exports. Absent: nothing of the record is exported. */
  readonly pseudonymOf?: (name: string) => string;
  health(): EdgeHealth;
  readonly edgeId: string;
  readonly epoch: number;
  readonly site: string;
  /** Folder of the built viewer; undefined serves the API alone. */
  readonly staticDir: string | undefined;
  readonly log: Logger;
  readonly counters: Counters;
  readonly jobs: Pick<Jobs, "start">;
  /** The certificate store as it is now. */
  readonly certificates?: () => readonly StoredCertificate[];
  /** Moves a certificate; the first digits of its thumbprint are enough. Throws EdgeError `not-found`. */
  readonly decideTrust?: (verdict: "trust" | "reject", thumbprint: string) => StoredCertificate;
  /** Absent where an edge can have no users. */
  readonly accounts?: Accounts;
  /** Signing in at the plant's provider, where the config names one. */
  readonly oidc?: ExternalSignIn;
  /** Absent: plain HTTP. */
  readonly certificate?: ServerCertificate;
  /** How long a session lasts at most. */
  readonly sessionHours?: number;
  /** Absent where the edge cannot look at servers. */
  readonly discover?: Discover;
  /** Absent where nobody can be told. */
  readonly notification?: Notification;
  /** Reads the config again; `applied` counts from then on, `restart` needs one. Rejects with EdgeError `conflict`. */
  readonly reloadConfig?: (
    principal: Principal,
  ) => Promise<{ readonly applied: readonly string[]; readonly restart: readonly string[] }>;
  /** Absent where the edge may not change its plant's config. */
  readonly layout?: LayoutEditor;
  /** Folder of the plant's config, for drawings and models; undefined serves none. */
  readonly plantFolder?: string;
  readonly assignments?: readonly Assignment[];
  /** Host names besides the loopback ones under which a browser may reach the edge. */
  readonly hosts?: readonly string[];
  /** Proxies that give the client's address, and the header that they write. */
  readonly trustedProxies?: readonly string[];
  readonly proxyHeader?: "x-forwarded-for" | "forwarded";
  /** Who may ask at all while there are no users: this machine only, or whoever the network lets through. */
  readonly access?: "loopback" | "network";
  /** µs UTC. */
  readonly now?: () => Micros;
}

/** Parts that only routes need. */
export interface ServedDeps extends ApiDeps {
  readonly strangers: StrangerFailures;
}

/** Fastify with types from TypeBox schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** µs UTC of the wall clock. */
export function wallClock(): Micros {
  return Date.now() * 1000;
}
