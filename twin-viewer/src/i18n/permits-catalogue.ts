/** Texts of permits to work, loaded with their part of the safety room. */
import { CATALOGUE } from "./catalogue.ts";
import { permitRoomTexts } from "./texts/permits.ts";
import { tableFileTexts } from "./texts/table-files.ts";

Object.assign(CATALOGUE, permitRoomTexts, tableFileTexts);
