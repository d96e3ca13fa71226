// Starts the page's parts and tells them what the proxy says.

import { offerRules, startExchanges } from "./exchanges.js";
import { startExplain } from "./explain.js";
import { showStats } from "./plots.js";
import { showHits, showRules, startRules } from "./rules.js";
import { get, poll } from "./server.js";
import { showConnection, showStatus } from "./status.js";

const PERIOD_MILLIS = 2000;

startRules();
startExplain();
startExchanges();

let rules = null;
let rulesOf = "";

/** What moves is asked for again and again; the rules only when they are others, or were read by another process. */
poll("stats", PERIOD_MILLIS, async (stats, problem) => {
  showConnection(problem);
  if (problem) {
    rules = null;
    return;
  }
  const state = `${stats.loadedAt} ${stats.reports}`;
  if (rules === null || state !== rulesOf) {
    rules = await get("rules");
    rulesOf = state;
    showRules(rules);
    offerRules(rules.rules.map((rule) => rule.name));
  }
  showStatus(rules);
  showHits(stats);
  showStats(stats);
});
