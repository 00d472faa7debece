/** Where pieces are, where they came from and what they took. */
import { count, oneOf, RANGE, text } from "../arguments.ts";
import type { Fields } from "../fields.ts";
import { rounded, said, time, word } from "../said.ts";
import type { AgentTool } from "../tool.ts";

const MOST = 100;
/** Places of one piece, the newest of them. */
const MOST_STAYS = 30;

const findPieces: AgentTool = {
  name: "find_pieces",
  description: "Pieces in the plant, now or at a time: variant, order, state, place.",
  arguments: { text: text("Part of the id."), place: text("A place."), at: text("A time."), limit: count(MOST, 30) },
  async answer({ text: part, place, at, limit = 30 }, { ask, links }) {
    const answer = await ask("/api/v1/pieces", { text: part, place, at, limit });
    const pieces = answer.all("pieces").map((piece) => ({
      piece: said(piece.text("piece")),
      variant: said(piece.text("variant")),
      order: said(piece.text("order")),
      state: word(piece.text("state")),
      place: said(piece.text("place")),
      since: time(piece.text("since")),
      isInferred: piece.flag("isInferred"),
    }));
    const data = { isCurrent: answer.flag("isCurrent"), total: answer.number("total"), pieces };
    return { data, links: [links.room("material", { at: at === undefined ? null : time(answer.text("at")) })] };
  },
};

const traceMaterial: AgentTool = {
  name: "trace_material",
  description:
    "Genealogy. Of a piece: casting lot, places with times, operations with machine, program, tools, verdict and " +
    "results, inspections, pallet and shipment. Of a lot, order, pallet or shipment: its pieces.",
  arguments: { by: oneOf(["piece", "lot", "order", "pallet", "shipment"], "What name is."), name: text("Its id.") },
  required: ["by", "name"],
  async answer({ by, name }, { ask, links }) {
    const answer = await ask("/api/v1/genealogy", { [String(by)]: name });
    const life = answer.sub("life");
    const family = answer.sub("family");
    const data = {
      isCurrent: answer.flag("isCurrent"),
      life: life && lifeEntry(life),
      pieces: family
        ?.all("pieces")
        .slice(0, MOST)
        .map((one) => ({
          piece: said(one.text("piece")),
          variant: said(one.text("variant")),
          state: word(one.text("state")),
        })),
      hasMore: family?.flag("hasMore"),
    };
    return { data, links: [links.record(String(by), String(name))] };
  },
};

const listPlaces: AgentTool = {
  name: "list_places",
  description:
    "Places with pieces, capacity and mean dwell: where material waits. Fullest first. And how many places now " +
    "contradict the record.",
  arguments: { at: text("A time; default now."), limit: count(MOST, 30) },
  async answer({ at, limit = 30 }, { ask, links }) {
    const [answer, compared] = await Promise.all([ask("/api/v1/places", { at }), ask("/api/v1/reconciliation")]);
    const all = answer.all("places").map((place) => ({
      place: said(place.text("place")),
      pieces: place.number("pieces"),
      unidentified: place.number("unidentified"),
      capacity: place.number("capacity"),
      meanDwellSeconds: rounded(place.number("dwellS")),
    }));
    const places = all.sort((a, b) => (b.pieces ?? 0) - (a.pieces ?? 0)).slice(0, Number(limit));
    const contradictions = compared.list("mismatches").length;
    const data = { isCurrent: answer.flag("isCurrent"), total: all.length, places, contradictions };
    return { data, links: [links.room("material", { at: at === undefined ? null : time(answer.text("at")) })] };
  },
};

const energyByMeter: AgentTool = {
  name: "energy_by_meter",
  description:
    "Energy and media by meter: amount with standard uncertainty, present rate, amount per good piece, and what " +
    "sub-meters do not explain. Default the last 24 hours.",
  arguments: { ...RANGE, limit: count(MOST, 40) },
  async answer({ from, to, limit = 40 }, { ask, links }) {
    const answer = await ask("/api/v1/energy", { from, to });
    const all = answer.all("nodes");
    const data = {
      from: time(answer.text("from")),
      to: time(answer.text("to")),
      countedSince: time(answer.text("since")),
      totals: answer.all("totals").map(amountEntry),
      total: all.length,
      meters: all.slice(0, Number(limit)).map((node) => ({
        meter: said(node.text("label")),
        below: said(node.text("below")),
        ...amountEntry(node),
        isUncertain: node.flag("isUncertain"),
        rate: rounded(node.number("rate")),
        perGoodPiece: rounded(node.sub("perPiece")?.number("amount")),
        unexplained: rounded(node.sub("residual")?.number("amount")),
        unexplainedUncertainty: rounded(node.sub("residual")?.number("uc")),
      })),
    };
    return { data, links: [links.room("energy", { at: to === undefined ? null : data.to })] };
  },
};

function amountEntry(of: Fields) {
  return {
    medium: word(of.text("medium")),
    amount: rounded(of.number("amount")),
    unit: word(of.text("unit")),
    uncertainty: rounded(of.number("u"), 3),
  };
}

function lifeEntry(life: Fields) {
  const backward = life.sub("backward");
  const forward = life.sub("forward");
  const lot = backward?.sub("lot");
  return {
    piece: said(life.text("piece")),
    variant: said(life.text("variant")),
    order: said(life.text("order")),
    state: word(life.text("state")),
    lot: lot && { lot: said(lot.text("lot")), supplier: said(lot.text("supplier")), heat: said(lot.text("heat")) },
    operations: backward
      ?.all("operations")
      .slice(0, 30)
      .map((one) => ({
        station: said(one.text("station")),
        operation: said(one.text("operation")),
        program: said(one.text("program")),
        tools: one
          .list("tools")
          .slice(0, 10)
          .map((tool) => said(String(tool))),
        from: time(one.text("start")),
        to: time(one.text("end")),
        verdict: word(one.text("verdict")),
        results: one.all("results").slice(0, 10).map(featureEntry),
      })),
    inspections: backward
      ?.all("inspections")
      .slice(0, 20)
      .map((one) => ({
        station: said(one.text("station")),
        at: time(one.text("time")),
        ok: one.flag("ok"),
        features: one.all("features").slice(0, 20).map(featureEntry),
      })),
    stays: backward
      ?.all("stays")
      .slice(-MOST_STAYS)
      .map((one) => ({
        place: said(one.text("place")),
        from: time(one.text("from")),
        to: time(one.text("to")),
        isInferred: one.flag("isInferred"),
      })),
    pallet: said(forward?.text("pallet")),
    shipment: said(forward?.sub("shipment")?.text("shipment")),
    isCut: backward?.flag("isCut"),
  };
}

function featureEntry(feature: Fields) {
  return {
    name: said(feature.text("name")),
    value: rounded(feature.number("value")),
    lower: rounded(feature.number("lower")),
    upper: rounded(feature.number("upper")),
    unit: word(feature.text("unit")),
    ok: feature.flag("ok"),
  };
}

export const materialTools: readonly AgentTool[] = [findPieces, traceMaterial, listPlaces, energyByMeter];
