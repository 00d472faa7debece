import { useEffect, useState } from "preact/hooks";
import type { Pinyin } from "./search-words.ts";

/** The table of syllables, loaded with the first search; until then only characters find Chinese. */
export function usePinyin(): Pinyin {
  const [pinyin, setPinyin] = useState<{ readonly of: Pinyin }>({ of: undefined });
  useEffect(() => {
    let stopped = false;
    void import("./pinyin-match.ts").then((module) => {
      if (!stopped) setPinyin({ of: module.isTypedAs });
    });
    return () => {
      stopped = true;
    };
  }, []);
  return pinyin.of;
}
