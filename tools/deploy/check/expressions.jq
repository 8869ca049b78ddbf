# The dashboard's queries as Prometheus gets them with everything chosen: one {panel, expr} a line.
.panels[] | select(.type != "row") | .title as $panel | .targets[].expr
| gsub("\\$__rate_interval"; $window) | gsub("\\$__range"; $range)
| gsub("\\$(job|instance|signal)"; ".*") | gsub("\\$grace"; "8.388608")
| {panel: $panel, expr: .}
