{{/* In the names of all objects. 26 characters leave room for the longest suffix, -gateway-NAME-metrics. */}}
{{- define "rehost.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 26 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" (.Release.Name | trunc 19 | trimSuffix "-") .Chart.Name -}}
{{- end -}}
{{- end -}}

{{/* What an object is; `component` is the argument beside the root. */}}
{{- define "rehost.labels" -}}
{{ include "rehost.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* What pods are selected by; never changes in the life of a release. */}}
{{- define "rehost.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "rehost.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The Secret with the certificate of the webhooks. */}}
{{- define "rehost.webhookSecret" -}}
{{- $certificates := .Values.webhook.certificates -}}
{{- if eq $certificates.source "secret" -}}
{{- required "webhook.certificates.secretName: missing (expected: the name of a kubernetes.io/tls Secret, because source is \"secret\")" ($certificates.secretName | default nil) -}}
{{- else if eq $certificates.source "cert-manager" -}}
{{- include "rehost.fullname" . }}-webhook-tls
{{- else -}}
{{- include "rehost.fullname" . }}-webhook
{{- end -}}
{{- end -}}

{{/* What PodSecurity `restricted` asks of a pod. */}}
{{- define "rehost.podSecurityContext" -}}
runAsNonRoot: true
{{- if .Values.runAsUser }}
runAsUser: {{ int64 .Values.runAsUser }}
runAsGroup: {{ int64 .Values.runAsUser }}
{{- end }}
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/* What it asks of a container, and a root that nobody writes to. */}}
{{- define "rehost.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* Whole seconds, rounded up, of a duration such as 500ms, 5s, 2m or 1h. */}}
{{- define "rehost.seconds" -}}
{{- $count := regexFind "^[0-9]+" . | int -}}
{{- $unit := regexFind "[a-z]+$" . -}}
{{- if eq $unit "ms" -}}
{{- div (add $count 999) 1000 -}}
{{- else -}}
{{- mul $count (get (dict "s" 1 "m" 60 "h" 3600) $unit) -}}
{{- end -}}
{{- end -}}

{{/*
Of the management port, which is on the pod's address because the kubelet can't reach its loopback. The argument is
for how many seconds the container may be starting; a probe that never passes keeps it from ever running.
*/}}
{{- define "rehost.probes" -}}
startupProbe:
  httpGet: {path: /health/started, port: management}
  periodSeconds: 1
  failureThreshold: {{ . }}
readinessProbe:
  httpGet: {path: /health/ready, port: management}
  periodSeconds: 2
  failureThreshold: 2
livenessProbe:
  httpGet: {path: /health/live, port: management}
  periodSeconds: 10
  failureThreshold: 3
{{- end -}}

{{/* Refuses variables without any of the two that switch traces on; `path` is where `otel` is. */}}
{{- define "rehost.otelEndpoint" -}}
{{- if and .otel (not (or .otel.OTEL_EXPORTER_OTLP_ENDPOINT .otel.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)) -}}
{{- fail (printf "%s.OTEL_EXPORTER_OTLP_ENDPOINT: missing (expected: a URL such as http://collector:4318, as nothing is traced without one)" .path) -}}
{{- end -}}
{{- end -}}

{{/* Variables of a proxy that traces, as a sidecar gets them; the last attribute of a name counts. */}}
{{- define "rehost.otel" -}}
{{- $names := "k8s.pod.name=$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME),k8s.namespace.name=$(OTEL_RESOURCE_ATTRIBUTES_NAMESPACE)" -}}
{{- $attributes := list $names .OTEL_RESOURCE_ATTRIBUTES | compact | join "," -}}
- {name: OTEL_RESOURCE_ATTRIBUTES_POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
- {name: OTEL_RESOURCE_ATTRIBUTES_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
{{- range $name, $value := merge (dict "OTEL_RESOURCE_ATTRIBUTES" $attributes) . }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- end -}}

{{/* Keeps replicas apart where that is possible; the argument is the selector. */}}
{{- define "rehost.spread" -}}
topologySpreadConstraints:
- topologyKey: kubernetes.io/hostname
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- . | nindent 6 }}
- topologyKey: topology.kubernetes.io/zone
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- . | nindent 6 }}
{{- end -}}
