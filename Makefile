# Rehost: `make help` lists the targets. Everything goes through the Maven wrapper.
app := target/quarkus-app/quarkus-run.jar
# Directories too, so that a deleted file counts as a change.
sources := pom.xml $(shell find src/main)
# Finds a JDK >= 25 or stops with one line that says how to get one.
jdk = JAVA_HOME=$$(.mvn/find-jdk) || exit 1; export JAVA_HOME
maven = $(jdk); ./mvnw

findings := target/cluster-test.txt

# Netty's use of native code and of Unsafe is known; four lines about it would hide the demo's screen.
quiet = --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow

.PHONY: help run test it cluster-test image image-test native native-test audit style package clean bench bench-image bench-console jmh k8s
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: $(app) ## the demo: an origin, a rules file to edit, the proxy (DEBUG=1 shows what is sent)
	@$(jdk); exec "$$JAVA_HOME/bin/java" $(quiet) -jar $(app) demo

test: ## all tests that need nothing but the JDK
	@$(maven) test

it: ## integration tests against real Apache and nginx (make test runs the others)
	@.ci/servers
	@python3 -m unittest discover --quiet -s bench
	@$(maven) verify -DskipITs=false -DskipUTs=true

# What it has found is shown last, also if it has failed.
cluster-test: ## against a real API server (KUBECONFIG=FILE for one of yours, or one of its own, see docs/testing.md)
	@rm -f $(findings); result=0; \
	($(maven) verify -DskipITs=false -DskipUTs=true -Dit.includes='**/*ClusterIT.java' -Dit.excludes=none) || result=$$?; \
	test ! -f $(findings) || { echo; cat $(findings); }; exit $$result

image: ## the container image, with docker, podman or buildah (IMAGE, IMAGE_BUILD_OPTIONS; see docs/image.md)
	@tools/image/build jvm

image-test: ## build the image with buildah, look into it and run it (root; apt-get installs what is missing)
	@.ci/image
	@$(maven) verify -DskipITs=false -DskipUTs=true -Dit.includes='**/*ImageIT.java' -Dit.excludes=none
	@python3 bench/limits.py --seconds 8

# With GRAALVM_HOME its native-image, else the one of Quarkus' builder image (docker or podman).
native_build = -Dnative $(if $(GRAALVM_HOME),,-Dquarkus.native.container-build=true)
# Those that start the packaged program, whichever it is, by RunningProgram.
packaged_tests = CommandsIT,DemoIT,SidecarIT,SignalsIT,SlowPeerIT,ObservabilityIT,InjectorIT

native: ## the native executable, target/rehost-*-runner (GRAALVM_HOME, or docker or podman)
	@$(maven) package -DskipTests $(native_build)

native-test: ## the same, and the integration tests of the packaged program against it
	@$(maven) verify -DskipITs=false -DskipUTs=true -Dit.test='$(packaged_tests)' $(native_build)

audit: ## list the dependencies and plugins that have newer versions
	@$(maven) versions:display-property-updates versions:display-dependency-updates -DprocessDependencyManagement=false

style: ## format the Java sources
	@$(maven) --quiet spotless:apply

package: $(app) ## build the application

k8s: ## write k8s/ anew from the Helm chart
	@$(maven) --quiet test-compile -Dspotless.check.skip dependency:build-classpath -Dmdep.outputFile=target/test-classpath
	@$(jdk); "$$JAVA_HOME/bin/java" $(quiet) -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
	  -cp "target/classes:target/test-classes:$$(cat target/test-classpath)" io.rehost.chart.Kustomize

clean: ## remove all that was built
	rm -rf target

bench: $(app) ## CPU, latency and memory beside nginx, HAProxy, Envoy, Go, Caddy (BENCH='--quick' and more, see bench/)
	@$(jdk); python3 bench/run.py --java "$$JAVA_HOME/bin/java" --out target/bench $(BENCH)

bench-image: $(app) ## start-up and memory of the packaged image, and what it does within 160 MiB (root)
	@test -d target/image/root || .ci/image
	@$(jdk); python3 bench/packaging.py --java "$$JAVA_HOME/bin/java" --image target/image/root target/quarkus-app/quarkus-run.jar
	@python3 bench/limits.py --image target/image/root

bench-console: $(app) ## what an open console costs proxy and browser: 10 minutes each under 2,000 requests a second, twice
	@$(jdk); python3 bench/console.py --java "$$JAVA_HOME/bin/java" --out target/bench $(CONSOLE)

jmh: ## micro-benchmarks of the pure parts (JMH='DecisionBenchmark.asked -p rules=100')
	@$(maven) --quiet test-compile -Dspotless.check.skip dependency:build-classpath -Dmdep.outputFile=target/test-classpath
	@$(jdk); "$$JAVA_HOME/bin/java" $(quiet) -cp "target/classes:target/test-classes:$$(cat target/test-classpath)" \
	  org.openjdk.jmh.Main -prof gc $(or $(JMH),DecisionBenchmark.indexed -p difference=HOST)

# The style is judged by `make test`; whoever runs the demo on a half-written change wants to see it run.
$(app): $(sources)
	@echo "building (a minute or two the first time)"
	@$(maven) --quiet package -DskipTests -Dspotless.check.skip
	@touch $@
