import { PAGE_TEXTS } from "./page-texts.ts";
import type { SCREEN_TEXTS } from "./screen-texts.ts";
import type { setupTexts } from "./texts/setup.ts";

type Catalogue = typeof PAGE_TEXTS & typeof SCREEN_TEXTS & typeof setupTexts;

/**
 * Every text of the page. Those of the screens are there once `whole-catalogue.ts` is loaded, those of the set-up with its room; the phone's page does
 * without them, because it is often opened over a slow network (a test checks that it shows none of them).
 */
export const CATALOGUE = { ...PAGE_TEXTS } as Catalogue;

export type TextKey = keyof Catalogue;
