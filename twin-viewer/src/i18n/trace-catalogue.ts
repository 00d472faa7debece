/** Texts of traces and recalls, loaded with their dialogs. */
import { CATALOGUE } from "./catalogue.ts";
import { recallTexts } from "./texts/recall.ts";
import { traceTexts } from "./texts/trace.ts";

Object.assign(CATALOGUE, recallTexts, traceTexts);
