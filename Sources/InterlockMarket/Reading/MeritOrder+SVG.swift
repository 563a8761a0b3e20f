extension MeritOrder {
    /// The two curves as a picture (SVG 1.1) under a title: energy to the right, price upwards, a line where they cross.
    public func svg(title: String) -> String {
        let plot = MeritOrderPlot(self)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 420" font-family="sans-serif" font-size="12">
            <rect width="720" height="420" fill="white"/>
            <text x="80" y="24" font-size="15">\(Self.escaped(title))</text>
            \(plot.axes)
            \(plot.path(self.supplies, colour: "#b3510f"))
            \(plot.path(self.demands, colour: "#1f5f99"))
            \(plot.crossing(self.volume))
            <text x="600" y="24" fill="#b3510f">supply</text><text x="650" y="24" fill="#1f5f99">demand</text>
            </svg>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
    }
}

/// Where the points of a merit order lie in its picture; whole units of the picture, so that it is the same anywhere.
private struct MeritOrderPlot {
    private let energy: Int64
    private let low: Int64
    private let high: Int64
    private let left: Int64 = 80
    private let right: Int64 = 700
    private let top: Int64 = 40
    private let bottom: Int64 = 370

    init(_ curve: MeritOrder) {
        let steps = curve.demands + curve.supplies
        self.energy = max(1, steps.map(\.cumulative.wattHours).max() ?? 1)
        self.low = min(0, steps.map(\.price.units).min() ?? 0)
        self.high = max(self.low + 1, steps.map(\.price.units).max() ?? 1)
    }

    private func x(_ wattHours: Int64) -> Int64 {
        self.left + Self.scaled(wattHours, self.energy, self.right - self.left)
    }

    private func y(_ price: Int64) -> Int64 {
        self.bottom - Self.scaled(price - self.low, self.high - self.low, self.bottom - self.top)
    }

    private static func scaled(_ value: Int64, _ range: Int64, _ length: Int64) -> Int64 {
        Int64(Int128(value) * Int128(length) / Int128(range))
    }

    /// Both axes, with five marks each.
    var axes: String {
        var lines = [
            "<path d=\"M\(self.left) \(self.top)V\(self.bottom)H\(self.right)\" fill=\"none\" stroke=\"black\"/>"
        ]
        for part in 0...4 as ClosedRange<Int64> {
            let energy = Self.scaled(part, 4, self.energy)
            let price = self.low + Self.scaled(part, 4, self.high - self.low)
            lines.append(
                "<text x=\"\(self.x(energy))\" y=\"388\" text-anchor=\"middle\">\(energy)</text>"
                    + "<text x=\"74\" y=\"\(self.y(price) + 4)\" text-anchor=\"end\">\(Price(units: price))</text>"
            )
        }
        lines.append("<text x=\"390\" y=\"408\" text-anchor=\"middle\">Wh</text>")
        lines.append("<text x=\"14\" y=\"24\">per kWh</text>")
        return lines.joined(separator: "\n")
    }

    /// A curve: along each step at its price.
    func path(_ steps: [MeritOrder.Step], colour: String) -> String {
        guard let first = steps.first else { return "" }
        var path = "M\(self.left) \(self.y(first.price.units))"
        for step in steps { path += "V\(self.y(step.price.units))H\(self.x(step.cumulative.wattHours))" }
        return "<path d=\"\(path)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"/>"
    }

    func crossing(_ volume: Energy) -> String {
        guard volume > .zero else { return "" }
        let x = self.x(volume.wattHours)
        return "<path d=\"M\(x) \(self.top)V\(self.bottom)\" stroke=\"#777\" stroke-dasharray=\"4 3\"/>"
            + "<text x=\"\(x + 4)\" y=\"\(self.top + 10)\" fill=\"#555\">\(volume)</text>"
    }
}
