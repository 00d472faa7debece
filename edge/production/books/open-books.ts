/** Opens the books of a plant from their plan, and answers queries about them. Runs in the books' thread. */
import { join } from "node:path";
import type { Logger } from "pino";
import { EdgeError } from "../../contracts/errors.ts";
import type { DeletionTime, Follower } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { can } from "../../contracts/plant/kinds.ts";
import type { AssetUid, Tag } from "../../contracts/plant/tag.ts";
import type { EnergyBook } from "../../energy/energy-book.ts";
import type { Served } from "../../historian/follow/serve-followers.ts";
import { createTagTable } from "../../model/tag-table.ts";
import { Genealogy } from "../material/genealogy.ts";
import { MaterialAnswers } from "../material/material-answers.ts";
import { BookKpis } from "../state/book-kpis.ts";
import { WorkCalendar } from "../state/work-calendar.ts";
import type { LoadedFollower } from "./load-followers.ts";
import type { MaterialFollower } from "./material-follower.ts";
import { type BooksPlan, type BooksQuestion, bookOf } from "./protocol.ts";
import type { StatesFollower } from "./states-follower.ts";

/** A follower that may be reopened at any time. */
interface Standing {
  lane(name: string): { readonly follower: Follower | undefined };
}

interface Means {
  readonly log: Logger;
  readonly deletionTime: DeletionTime;
}

export function openBooks(
  plan: BooksPlan,
  loaded: readonly LoadedFollower[],
  { log, lane, deletionTime }: Standing & Means,
): Served {
  const makers = makersOf(plan, loaded, { log, deletionTime });
  const opened = <F extends Follower>(name: string): F => {
    const { follower } = lane(name);
    if (follower === undefined)
      throw new EdgeError("unavailable", `the book ${name} cannot be opened; see its state in /api/v1/health`);
    return follower as F;
  };
  const answers = new BooksAnswers(plan, {
    material: () => opened<MaterialFollower>("material"),
    states: () => opened<StatesFollower>("states"),
    energy: () => opened<EnergyBook>("energy"),
  });
  return {
    followers: makers,
    concerned: (ask) => [bookOf(ask as BooksQuestion)],
    answer: (ask) => answers.to(ask as BooksQuestion),
  };
}

/** Functions that open each follower, in the thread's order. */
function makersOf(
  plan: BooksPlan,
  loaded: readonly LoadedFollower[],
  { log, deletionTime }: Means,
): Served["followers"] {
  const { plant, dir, follows, edgeUid, isSimulated } = plan;
  const tags = createTagTable(plan.tags, plan.refs);
  const linkNames = new Map(plan.tags.map(({ ref }, at) => [ref, plan.links[at] as string]));
  const linkOf = ({ ref }: Tag): string => linkNames.get(ref) ?? "";
  const common = { plant, tags, log, follows, linkOf, deletionTime, edgeUid, isSimulated };
  return loaded.map(({ name, open }) => ({ name, open: () => open({ ...common, path: join(dir, `${name}.db`) }) }));
}

interface OpenBooks {
  material(): MaterialFollower;
  states(): StatesFollower;
  energy(): EnergyBook;
}

class BooksAnswers {
  readonly #plan: BooksPlan;
  readonly #books: OpenBooks;
  readonly #calendar: WorkCalendar;
  readonly #inspecting: ReadonlySet<string>;

  constructor(plan: BooksPlan, books: OpenBooks) {
    this.#plan = plan;
    this.#books = books;
    this.#calendar = new WorkCalendar(plan.plant.site, plan.kpis);
    this.#inspecting = new Set(plan.plant.assets.flatMap((asset) => (can(asset, "inspects") ? [asset.label] : [])));
  }

  to(ask: BooksQuestion): unknown {
    switch (ask.of) {
      case "pieces":
        return this.#material.pieces(ask.question);
      case "placeOf":
        return this.#material.placeOf(ask.piece, ask.at);
      case "places":
        return this.#material.places(ask.at);
      case "orders":
        return this.#material.orders(ask.at, ask.now);
      case "reconciliation":
        return this.#material.reconciliation();
      case "life":
        return this.#genealogy.life(ask.piece, ask.direction);
      case "family":
        return this.#genealogy.family(ask.question);
      case "states":
      case "stops":
        return this.#books.states().production[ask.of](ask.asset, ask.from, ask.to);
      case "figures":
        return this.#books.states().production.figures(ask.asset, ask.question);
      case "line":
        return this.#books.states().production.line(ask.name, ask.question);
      case "orderFigures":
        return this.#books.states().production.orderFigures(ask.from, ask.to);
      case "energySince":
        return this.#books.energy().since();
      case "energyNodes":
        return this.#books.energy().nodes(ask.from, ask.to, (asset) => this.#goodPieces(asset, ask.from, ask.to));
      case "kpis":
        return this.#kpis.kpis(ask.now);
      case "past":
        return this.#books.states().takePast(ask.pasts);
    }
  }

  get #material(): MaterialAnswers {
    const { twin, store, reconciliation } = this.#books.material();
    return new MaterialAnswers({ twin, store, reconciliation, config: this.#plan.material });
  }

  get #genealogy(): Genealogy {
    const { twin, store } = this.#books.material();
    return new Genealogy({
      twin,
      store,
      config: this.#plan.material,
      inspects: (station) => this.#inspecting.has(station),
    });
  }

  get #kpis(): BookKpis {
    const { kpis: config, plant } = this.#plan;
    const { production } = this.#books.states();
    return new BookKpis({
      config,
      plant,
      production,
      calendar: this.#calendar,
      piecesInside: () => this.#piecesInside(),
    });
  }

  /** Undefined while the book cannot be opened; the other books still answer. */
  #piecesInside(): number | undefined {
    return this.#tried(() => {
      const { twin } = this.#books.material();
      return twin.counters.events === 0 ? undefined : twin.inside.size;
    });
  }

  #goodPieces(asset: AssetUid, from: Micros, to: Micros): number | undefined {
    return this.#tried(() => {
      const { production } = this.#books.states();
      return production.machines.some(({ assetUid }) => assetUid === asset)
        ? production.figures(asset, { from, to }).quantities.GQ
        : undefined;
    });
  }

  #tried<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch {
      return undefined;
    }
  }
}
