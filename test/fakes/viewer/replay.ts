import type { WebSocket } from "ws";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import { encodeFrame } from "../../../edge/batch/wire.ts";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { ReplayCommand, ReplayMessage } from "../../../edge/contracts/path/replay.ts";
import type { EdgeMessage } from "../../../edge/contracts/path/stream.ts";
import type { FakeSignal } from "./plant.ts";

const FRAME_MS = 250;
const KEPT_MS = 8 * 3_600_000;

/**
 * Plays the model of the viewer's tests as the edge's replay does (docs/replay.md): every value is a function of
 * time.
 */
export function serveReplay(
  socket: WebSocket,
  {
    model,
    startMs,
    alerts,
  }: { model: { readonly signals: readonly FakeSignal[] }; startMs: number; alerts: () => readonly AlertView[] },
): void {
  let version = 0;
  let atMs = 0;
  let speed = 0;
  let waiting = false;
  const send = (message: ReplayMessage | EdgeMessage) => socket.send(JSON.stringify(message));
  const frame = (all: boolean) => {
    const builder = new BatchBuilder();
    for (const { tag, read } of model.signals) {
      if (!all && (tag.isStatic === true || tag.type !== "number")) continue;
      const value = read((atMs - startMs) / 1000);
      if (typeof value === "string") builder.addText(tag.ref, atMs * 1000, value, 0, 4);
      else builder.add(tag.ref, atMs * 1000, value, 0, 4);
    }
    waiting = true;
    socket.send(encodeFrame(builder.finish(atMs * 1000), ++version));
  };
  const seek = () => {
    const now = Date.now();
    send({
      kind: "keyframe",
      at: atMs * 1000,
      version: version + 1,
      from: (now - KEPT_MS) * 1000,
      to: now * 1000,
      alerts: alerts().filter((alert) => alert.raisedAt <= atMs * 1000),
    });
    frame(true);
  };
  const play = () => {
    if (speed === 0 || waiting) return;
    atMs += FRAME_MS * speed;
    if (atMs >= Date.now()) {
      speed = 0;
      send({ kind: "end", at: Date.now() * 1000 });
    } else frame(false);
  };
  const timer = setInterval(play, FRAME_MS);
  let isNew = true;
  socket.on("message", (data) => {
    const command = JSON.parse(String(data)) as ReplayCommand;
    if (command.kind === "ack") {
      waiting = false;
      return;
    }
    if (isNew) send({ kind: "dictionary", edgeId: "fake", epoch: 1, tags: model.signals.map(({ tag }) => tag) });
    isNew = false;
    speed = command.speed ?? speed;
    if (command.at === undefined) return;
    atMs = command.at / 1000;
    seek();
  });
  socket.on("close", () => clearInterval(timer));
}
