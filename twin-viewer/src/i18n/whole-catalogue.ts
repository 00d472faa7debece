/** Loaded first by every page with texts of the screens. */
import { CATALOGUE } from "./catalogue.ts";
import { SCREEN_TEXTS } from "./screen-texts.ts";

Object.assign(CATALOGUE, SCREEN_TEXTS);
