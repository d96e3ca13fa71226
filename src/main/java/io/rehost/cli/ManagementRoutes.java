package io.rehost.cli;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Keeps the management port to what it is documented for; the libraries behind it bring more routes
 * ({@code /health/group/…}, {@code /health/well}).
 */
@Singleton
class ManagementRoutes {
  private static final Set<String> PATHS =
      Set.of("/health/live", "/health/ready", "/health/started", "/metrics");
  private static final int FIRST = Integer.MIN_VALUE;
  private static final int NOT_FOUND = 404;

  void close(@Observes ManagementInterface management) {
    management.router().route().order(FIRST).handler(ManagementRoutes::admit);
  }

  private static void admit(RoutingContext exchange) {
    if (PATHS.contains(exchange.request().path())) {
      exchange.next();
    } else {
      exchange.response().setStatusCode(NOT_FOUND).end();
    }
  }
}
