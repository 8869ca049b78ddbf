# What Grafana silently accepts and shows as an empty or misleading panel. Prints the findings.
def panels: .panels[] | select(.type != "row");
def where: "panel \(.id) (\(.title))";

(if .id != null then "id: must be null for an import" else empty end),
(if [.panels[].id] | length != (unique | length) then "panels: an id is there twice" else empty end),
(if [.templating.list[] | select(.type == "datasource")] | length != 1
 then "variables: exactly one data source is to be chosen" else empty end),
# One data source, chosen at import, for everything that asks.
(.. | objects | select(has("datasource")) | .datasource
 | select(. != {type: "prometheus", uid: "${datasource}"}) | "data source that is not the variable: \(.)"),
(panels | select(has("datasource") | not) | "\(where): no data source"),
(panels | .targets[] | select(has("datasource") | not) | "target \(.expr): no data source"),
(panels | select((.description // "") == "") | "\(where): no description"),
(panels | select((.targets // []) == []) | "\(where): asks nothing"),
(panels | select(.type != "table" and (.fieldConfig.defaults.unit // "") == "") | "\(where): no unit"),
(panels | select(.gridPos.x + .gridPos.w > 24) | "\(where): wider than the grid"),
([.panels[] | {id, title} + .gridPos] as $all | $all[] as $a | $all[] as $b
 | select($a.id < $b.id and $a.x < $b.x + $b.w and $b.x < $a.x + $a.w
          and $a.y < $b.y + $b.h and $b.y < $a.y + $a.h)
 | "panels \($a.id) (\($a.title)) and \($b.id) (\($b.title)) overlap"),
# "All" jobs are those that have our metrics: `up` of any other is none of our hosts.
(.templating.list[] | select(.name == "job" and .allValue != null) | "variable job: All must be the jobs listed"),
# Every query follows the variables for job and host, and every variable exists.
([.templating.list[].name] as $known
 | panels | . as $panel | .targets[].expr
 | (select((contains("$job") and contains("$instance")) | not)
    | "\($panel | where): ignores the chosen job or host: \(.)"),
   (scan("\\$\\{?([A-Za-z_]+)") | .[0] | select(. as $name | $known + ["__rate_interval", "__range"] | index($name) | not)
    | "\($panel | where): no variable \(.)"))
