{{- define "binnacle.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "binnacle.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "binnacle.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "binnacle.selector" -}}
app.kubernetes.io/name: {{ include "binnacle.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "binnacle.labels" -}}
{{ include "binnacle.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "binnacle.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "binnacle.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "binnacle.image" -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}

{{- define "binnacle.certificateSecret" -}}
{{- default (printf "%s-certificates" (include "binnacle.fullname" .)) .Values.certificates.existingSecret -}}
{{- end -}}

{{- define "binnacle.membersService" -}}
{{- printf "%s-members" (include "binnacle.fullname" .) -}}
{{- end -}}

{{- define "binnacle.membersDomain" -}}
{{- printf "%s.%s.svc.%s" (include "binnacle.membersService" .) .Release.Namespace .Values.clusterDomain -}}
{{- end -}}

{{/* NAME,NAME,... */}}
{{- define "binnacle.memberNames" -}}
{{- $names := list -}}
{{- range $i := until (int .Values.replicaCount) -}}
{{- $names = append $names (printf "%s-%d" (include "binnacle.fullname" $) $i) -}}
{{- end -}}
{{- join "," $names -}}
{{- end -}}

{{/* The value of --initial-cluster. */}}
{{- define "binnacle.initialCluster" -}}
{{- $members := list -}}
{{- range $name := splitList "," (include "binnacle.memberNames" .) -}}
{{- $members = append $members (printf "%s=%s.%s:%d" $name $name (include "binnacle.membersDomain" $) (int $.Values.serve.peerPort)) -}}
{{- end -}}
{{- join "," $members -}}
{{- end -}}

{{/* Names and addresses in the members' certificates. */}}
{{- define "binnacle.certificateHosts" -}}
{{- $service := include "binnacle.fullname" . -}}
{{- $namespace := .Release.Namespace -}}
{{- $hosts := list
  (printf "*.%s" (include "binnacle.membersDomain" .))
  $service
  (printf "%s.%s" $service $namespace)
  (printf "%s.%s.svc" $service $namespace)
  (printf "%s.%s.svc.%s" $service $namespace .Values.clusterDomain) -}}
{{- join "," (concat $hosts .Values.certificates.extraHosts) -}}
{{- end -}}

{{- define "binnacle.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "binnacle.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: ["ALL"]
{{- end -}}
