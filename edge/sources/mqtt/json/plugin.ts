import { peerIn } from "../../../contracts/path/peer.ts";
import { defineSource } from "../../../contracts/path/plugin.ts";
import { waveformProblems } from "../../../contracts/path/problem-table.ts";
import type { ConfigSentence } from "../../../contracts/plant/config-text.ts";
import { isTimeZone } from "../../../contracts/plant/time-zone.ts";
import type { Outlet } from "../outlet.ts";
import { sentence } from "../problem-table.ts";
import { mqttSource } from "../session.ts";
import type { TopicReader } from "../topic-reader.ts";
import { Address, Binding, Config } from "./config.ts";
import type { TopicNumbers } from "./event-rules.ts";
import { problemOf } from "./expression.ts";
import { IslandChannel } from "./island-channel.ts";
import { JsonReader } from "./reader.ts";

/** Missed messages after which a topic is silent. */
const MISSED_MESSAGES = 3;
/** If all topics miss one round, the publisher or the connection to it is gone. */
const MISSED_TOGETHER = 2;

function zoneProblems(timeZone: string | undefined): readonly ConfigSentence[] {
  return timeZone === undefined || isTimeZone(timeZone)
    ? []
    : [sentence("json-time-zone", { zone: JSON.stringify(timeZone) })];
}

/** JSON or plain messages on MQTT topics. */
export const mqttJsonSource = defineSource({
  kind: "mqtt-json",
  summary: "JSON or plain messages on MQTT topics, read by JSON pointers or JSONata expressions.",
  config: Config,
  address: Address,
  binding: Binding,
  checkConfig: ({ timeZone, keyPointer, samplesPointer, islands, writeBack }) => [
    ...zoneProblems(timeZone),
    ...(writeBack === "islands" && islands?.set === undefined ? [sentence("json-islands-set", {})] : []),
    ...(keyPointer !== undefined && samplesPointer === undefined ? [sentence("json-key-pointer", {})] : []),
  ],
  checkAddress: ({ timeZone }) => zoneProblems(timeZone),
  checkBinding({ pointer, expression, waveform, entry }, _namespaces, type) {
    if ((pointer === undefined) === (expression === undefined)) return [sentence("json-pointer-or-expression", {})];
    if (entry !== undefined && expression !== undefined) return [sentence("json-entry-pointer", {})];
    const problem = expression === undefined ? undefined : problemOf(expression);
    return problem === undefined ? waveformProblems(waveform, type) : [problem];
  },
  readsWaveforms: true,
  peerOf: ({ url }) => peerIn(url),
  linkOf: ({ topic }) => topic,
  describe: (address, { topic, pointer, expression, entry }) =>
    [topic ?? address.topic, entry, pointer ?? expression].filter((one) => one !== undefined && one !== "").join(" "),
  staleAfterMs: (config) => MISSED_MESSAGES * config.expectEveryMs,
  togetherStaleAfterMs: (config) => MISSED_TOGETHER * config.expectEveryMs,
  create: (config, context) => {
    const numbers: TopicNumbers = new Map();
    const channel = config.islands === undefined ? undefined : new IslandChannel(context, config.islands);
    channel?.offer(config.writeBack === "islands");
    const readerOf = async (outlet: Outlet): Promise<TopicReader> => {
      const reader = new JsonReader(context, outlet, config, numbers);
      return channel?.beside(reader) ?? reader;
    };
    return mqttSource(config, context, readerOf, {
      keepSessionS: config.qos === 1 ? config.keepSessionS : 0,
      uptimeTopic: config.uptimeTopic,
      droppedTopic: config.droppedTopic,
      hasOwnTimes: config.timePointer !== undefined,
      declaresOutages: true,
    });
  },
});
