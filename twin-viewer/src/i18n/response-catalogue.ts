/** Texts of opened response plans, loaded with their part of the safety room. */
import { safetyTexts } from "../../../edge/contracts/words/safety-texts.ts";
import { CATALOGUE } from "./catalogue.ts";
import { responseRoomTexts } from "./texts/response.ts";
import { safetyMapTexts } from "./texts/safety-map.ts";
import { tableFileTexts } from "./texts/table-files.ts";

Object.assign(CATALOGUE, safetyTexts, responseRoomTexts, safetyMapTexts, tableFileTexts);
