/** Texts of the safety register, loaded with its part of the safety room. */
import { safetyTexts } from "../../../edge/contracts/words/safety-texts.ts";
import { CATALOGUE } from "./catalogue.ts";
import { photoTexts } from "./texts/photos.ts";
import { registerRoomTexts } from "./texts/register.ts";
import { tableFileTexts } from "./texts/table-files.ts";

Object.assign(CATALOGUE, safetyTexts, registerRoomTexts, photoTexts, tableFileTexts);
