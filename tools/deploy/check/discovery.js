// SPDX-License-Identifier: GPL-2.0
// Debian builds Prometheus without the discovery of Kubernetes, so its promtool knows no
// kubernetes_sd_configs:
//
//   NODE_PATH=.../node_modules node discovery.js prometheus.yml > replaced.yml
//
// checks these sections by itself and puts in their place pods as that discovery would find them,
// for promtool to check the rest and to show what the relabelling makes of them.
'use strict';
const fs = require('fs');
const yaml = require('yaml');

// Prometheus's documentation, kubernetes_sd_config.
const FIELDS = ['role', 'namespaces', 'selectors', 'api_server', 'kubeconfig_file', 'attach_metadata',
  'authorization', 'tls_config'];
const ROLES = ['node', 'pod', 'service', 'endpoints', 'endpointslice', 'ingress'];

function pod(address, node, port, phase) {
  return {
    targets: [address],
    labels: {
      __meta_kubernetes_namespace: 'sigsnoop',
      __meta_kubernetes_pod_name: `sigsnoop-top-${node}`,
      __meta_kubernetes_pod_node_name: node,
      __meta_kubernetes_pod_container_port_name: port,
      __meta_kubernetes_pod_phase: phase,
    },
  };
}

const PODS = [
  pod('10.1.0.7:9435', 'node-a', 'metrics', 'Running'),
  pod('10.1.1.9:9435', 'node-b', 'metrics', 'Pending'),
  pod('10.1.0.8:9435', 'node-a', 'metrics', 'Failed'),
  pod('10.1.0.7:9999', 'node-a', 'debug', 'Running'),
];

const config = yaml.parse(fs.readFileSync(process.argv[2], 'utf8'));
const findings = [];
let sections = 0;
for (const scrape of config.scrape_configs) {
  for (const section of scrape.kubernetes_sd_configs ?? []) {
    sections++;
    for (const field of Object.keys(section))
      if (!FIELDS.includes(field))
        findings.push(`${scrape.job_name}: no such field: ${field}`);
    for (const {role} of [section, ...section.selectors ?? []])
      if (!ROLES.includes(role))
        findings.push(`${scrape.job_name}: no such role: ${role}`);
    for (const selector of section.selectors ?? [])
      if (selector.role !== section.role)
        findings.push(`${scrape.job_name}: a selector of another role: ${selector.role}`);
  }
  delete scrape.kubernetes_sd_configs;
  scrape.static_configs = PODS;
}
if (!sections)
  findings.push('no kubernetes_sd_configs');
delete config.rule_files; // found from the folder of the original
for (const finding of findings)
  console.error(finding);
process.exitCode = findings.length ? 1 : 0;
process.stdout.write(yaml.stringify(config));
