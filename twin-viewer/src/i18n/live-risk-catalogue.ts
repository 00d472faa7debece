/** Texts of the card of live risk, loaded with it. */
import { CATALOGUE } from "./catalogue.ts";
import { liveRiskTexts } from "./texts/live-risk.ts";

Object.assign(CATALOGUE, liveRiskTexts);
