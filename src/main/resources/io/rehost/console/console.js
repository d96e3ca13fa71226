// Starts the page's parts and tells them what the proxy says.

import { offerRules, startExchanges } from "./exchanges.js";
import { startExplain } from "./explain.js";
import { showStats } from "./plots.js";
import { showRules, startRules } from "./rules.js";
import { poll } from "./server.js";
import { showConnection, showStatus } from "./status.js";

const PERIOD_MILLIS = 2000;

startRules();
startExplain();
startExchanges();
poll("rules", PERIOD_MILLIS, (rules, problem) => {
  showConnection(problem);
  if (rules) {
    showStatus(rules);
    showRules(rules);
    offerRules(rules.rules.map((rule) => rule.name));
  }
});
poll("stats", PERIOD_MILLIS, (stats) => stats && showStats(stats));
