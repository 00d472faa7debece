import type { Places } from "../http/places.ts";
import type { Lobby, Visitor } from "./lobby.ts";

/**
 * The place of one connection of a stream or of replays: it waits in the lobby, takes a place, and releases both (rule
 * B10).
 */
export class Seat {
  readonly #room: { readonly lobby: Lobby; readonly places: Places };
  readonly #who: string;
  readonly #visitor: Visitor;
  #isTaken = false;

  constructor(room: { readonly lobby: Lobby; readonly places: Places }, who: string, visitor: Visitor) {
    this.#room = room;
    this.#who = who;
    this.#visitor = visitor;
  }

  /** The connection is open and has sent nothing yet. */
  wait(): void {
    this.#room.lobby.enter(this.#visitor);
  }

  /** Returns why the connection gets no place; undefined when it gets one. */
  take(): string | undefined {
    const { lobby, places } = this.#room;
    const refusal = places.refusal(this.#who);
    if (refusal !== undefined) return refusal;
    lobby.exit(this.#visitor);
    places.take(this.#who);
    this.#isTaken = true;
    return undefined;
  }

  leave(): void {
    const { lobby, places } = this.#room;
    lobby.exit(this.#visitor);
    if (this.#isTaken) places.giveBack(this.#who);
    this.#isTaken = false;
  }
}
