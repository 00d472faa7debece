/** Texts of control charts and capability, loaded with the quality room. */
import { capabilityTexts } from "../../../edge/contracts/words/capability-texts.ts";
import { CATALOGUE } from "./catalogue.ts";
import { costTexts } from "./texts/costs.ts";
import { entryTexts } from "./texts/entries.ts";
import { lotTexts } from "./texts/lots.ts";
import { spcTexts } from "./texts/spc.ts";
import { tableFileTexts } from "./texts/table-files.ts";

Object.assign(CATALOGUE, spcTexts, capabilityTexts, costTexts, entryTexts, lotTexts, tableFileTexts);
