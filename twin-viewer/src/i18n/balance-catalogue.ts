/** Texts of the balance of media, loaded with the rooms that show it. */
import { balanceTexts } from "../../../edge/contracts/words/balance-texts.ts";
import { mediaTexts } from "../../../edge/contracts/words/media-texts.ts";
import { CATALOGUE } from "./catalogue.ts";
import { balanceRoomTexts } from "./texts/balance.ts";

Object.assign(CATALOGUE, balanceTexts, mediaTexts, balanceRoomTexts);
