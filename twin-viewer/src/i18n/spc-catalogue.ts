/** Texts of control charts and capability, loaded with the quality room. */
import { CATALOGUE } from "./catalogue.ts";
import { costTexts } from "./texts/costs.ts";
import { entryTexts } from "./texts/entries.ts";
import { lotTexts } from "./texts/lots.ts";
import { spcTexts } from "./texts/spc.ts";

Object.assign(CATALOGUE, spcTexts, costTexts, entryTexts, lotTexts);
