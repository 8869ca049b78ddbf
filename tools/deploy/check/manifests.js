// SPDX-License-Identifier: GPL-2.0
// Validates Kubernetes manifests against the schemas that the package kubernetes-models bundles:
//
//   NODE_PATH=.../node_modules node manifests.js FILE...
//
// Prints what is wrong, a line each; exit 1 if anything is.
'use strict';
const fs = require('fs');
const path = require('path');
const yaml = require('yaml');

// The validators are generated code that reads every field they know, and pass over the others. A
// field that nobody read is one that the kind does not have: a slip of the pen.
function watched(value, at, unread) {
  if (typeof value !== 'object' || value === null)
    return value;
  const inside = new Map();
  for (const key of Object.keys(value))
    unread.add(`${at}/${key}`);
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'symbol' || !Object.prototype.hasOwnProperty.call(target, key))
        return target[key];
      unread.delete(`${at}/${key}`);
      if (!inside.has(key))
        inside.set(key, watched(target[key], `${at}/${key}`, unread));
      return inside.get(key);
    },
  });
}

function schemaFindings(object) {
  const folder = path.dirname(require.resolve('kubernetes-models/package.json'));
  const pascal = word => word.charAt(0).toUpperCase() + word.slice(1);
  const [version, group = 'core'] = String(object.apiVersion).split('/').reverse();
  const schema = `IoK8sApi${pascal(group.split('.')[0])}${pascal(version)}${object.kind}.js`;
  // The schema's own function: the package's classes would copy what they are given.
  const file = path.join(folder, '_schemas', schema);
  if (!fs.existsSync(file))
    return [`no such kind: ${object.apiVersion} ${object.kind}`];
  const {validate} = require(file);
  const findings = [];
  const unread = new Set();
  if (!validate(watched(object, '', unread)))
    for (const error of validate.errors)
      findings.push(`${error.instancePath || '/'}: ${error.keyword} ${JSON.stringify(error.params)}`);
  for (const field of unread)
    findings.push(`${field} is no field of this kind`);
  return findings;
}

// What the API server, or the pod's start, would refuse though the schema does not.
function podFindings(object) {
  const template = object.spec?.template;
  if (!template)
    return [];
  const findings = [];
  const labels = template.metadata?.labels ?? {};
  for (const [key, value] of Object.entries(object.spec.selector?.matchLabels ?? {}))
    if (labels[key] !== value)
      findings.push(`/spec/selector: the pods have no label ${key}=${value}`);
  const volumes = (template.spec.volumes ?? []).map(volume => volume.name);
  for (const container of template.spec.containers) {
    const ports = (container.ports ?? []).map(port => port.name);
    for (const mount of container.volumeMounts ?? [])
      if (!volumes.includes(mount.name))
        findings.push(`container ${container.name}: no volume ${mount.name}`);
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      const port = container[probe]?.httpGet?.port;
      if (typeof port === 'string' && !ports.includes(port))
        findings.push(`container ${container.name}: ${probe}: no port ${port}`);
    }
  }
  return findings;
}

let bad = 0;
let objects = 0;
for (const file of process.argv.slice(2)) {
  for (const document of yaml.parseAllDocuments(fs.readFileSync(file, 'utf8'))) {
    const object = document.errors.length ? {} : document.toJS() ?? {};
    const findings = document.errors.length ? document.errors.map(error => error.message) :
      [...schemaFindings(object), ...podFindings(object)];
    objects++;
    bad += findings.length;
    for (const finding of findings)
      console.error(`${file}: ${object.kind} ${object.metadata?.name}: ${finding}`);
  }
}
if (objects === 0) {
  console.error('no manifest to validate');
  bad++;
}
process.exitCode = bad ? 1 : 0;
