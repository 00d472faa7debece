import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { PlantIndex } from "./plant-index.ts";
import type { Session } from "./session.ts";
import { dictionaryVersion, plant } from "./signals.ts";

const SessionContext = createContext<Session | null>(null);

export const SessionProvider = SessionContext.Provider;

/** The page's session. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("component is outside of the session");
  return session;
}

/** The plant with its tags; null until it is loaded. Components that call it follow new dictionaries. */
export function usePlant(): PlantIndex | null {
  dictionaryVersion.value;
  return plant.value;
}
