/** Samples that the worker drops after a notification are owed, never only counted. */
import { type ClientSession, DataType, type DataValue, StatusCodes } from "node-opcua-client";
import { expect, it } from "vitest";
import type { FromWorker } from "../../../../../edge/sources/opcua/link/messages.ts";
import { Intake } from "../../../../../edge/sources/opcua/subscribe/intake.ts";
import type { PlannedItem } from "../../../../../edge/sources/opcua/subscribe/planned.ts";
import { PlannedItems, packItems } from "../../../../../edge/sources/opcua/subscribe/planned-items.ts";
import type { Span } from "../../../../../edge/sources/opcua/subscribe/span.ts";

const SINCE = Date.UTC(2026, 2, 1) * 1000;
const MOST_WAITING = 10_000;

it("[F19] structures beyond the limit of those that wait for their type are owed from the tag's last sample on", () => {
  const drafts = [{ root: 0, path: "V", everyMs: 100, targets: [{ ref: 4, type: "number" as const, field: "a" }] }];
  const packed = packItems(drafts, { namespaces: new Map(), rootTexts: ["/Objects"] });
  const items = new PlannedItems(packed);
  const lost: Span[] = [];
  const posted: FromWorker[] = [];
  const intake = new Intake({
    ...{
      id: 1,
      session: {} as ClientSession,
      namespaces: [],
      items,
      rings: [],
      since: SINCE,
      isSimulated: false,
      isFast: false,
    },
    post: (message) => void posted.push(message),
    onNodeGone: () => undefined,
    onModelChanged: () => undefined,
    onLost: (span) => void lost.push(span),
  });
  const take = (n: number): void => {
    const value = { dataType: DataType.ExtensionObject, value: { a: n } };
    const read = {
      value,
      statusCode: StatusCodes.Good,
      sourceTimestamp: new Date(SINCE / 1000 + n),
      sourcePicoseconds: 0,
    };
    intake.takeRead(items.at(0) as PlannedItem, read as unknown as DataValue);
  };
  for (let n = 1; n <= MOST_WAITING; n++) take(n);
  intake.flush();
  expect(lost).toEqual([]);
  take(MOST_WAITING + 1);
  intake.flush();
  expect(lost).toMatchObject([{ refs: [4], from: SINCE, to: SINCE + (MOST_WAITING + 1) * 1000, isCertain: true }]);
});
