/** Texts of forecasts, loaded with their room. */
import { CATALOGUE } from "./catalogue.ts";
import { changeTexts } from "./texts/forecast-changes.ts";
import { forecastNoteTexts } from "./texts/forecast-notes.ts";
import { forecastTexts } from "./texts/forecasts.ts";
import { futureTexts } from "./texts/future.ts";
import { studyTexts } from "./texts/studies.ts";

Object.assign(CATALOGUE, changeTexts, forecastTexts, forecastNoteTexts, futureTexts, studyTexts);
