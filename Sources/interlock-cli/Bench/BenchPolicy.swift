import ArgumentParser
import Interlock

struct BenchPolicy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Time decisions by the market's policies, alone and among others that do not matter.",
        discussion: """
            Each line is the median of single runs, and how many times as long it takes as the market's policies \
            alone. The last includes the store of the request's two entities, which the gate makes anew each time. \
            With --write, the same policies, entities and request are written as files, so that another engine can \
            be timed beside: see Tests/Interop/cedar_bench.py. Build with -c release.

            EXAMPLE
              interlock bench policy --json
            """
    )

    @Option(help: "Seconds to spend on each measurement.")
    var seconds = 1.0

    @Option(help: "Write policies, entities and request to this folder.", completion: .directory)
    var write: String?

    @OptionGroup var output: OutputOptions

    private struct Row: Encodable {
        var name: String
        var policies: Int
        var nanoseconds: Double
        var decisionsPerSecond: Double
        /// How many times as long as the market's policies alone.
        var ratio: Double
    }

    func validate() throws {
        guard (0.01...60).contains(self.seconds) else { throw ValidationError("--seconds is 0.01 to 60") }
    }

    func run() throws {
        let worlds = try [0, 10, 100, 1000].map { try BenchPolicyWorld(others: $0) }
        if let write { try worlds.forEach { try $0.write(to: write) } }
        let times = try self.medians(worlds)
        var rows: [Row] = []
        for (world, time) in zip(worlds, times) {
            rows.append(self.row("decision", world, time.decision, times[0].decision))
        }
        rows.append(self.row("decision and store", worlds[0], times[0].withStore, times[0].decision))
        try self.output.print(rows, text: rows.map(Self.text).joined(separator: "\n"))
    }

    private func row(_ name: String, _ world: BenchPolicyWorld, _ time: Double, _ base: Double) -> Row {
        Row(
            name: name,
            policies: world.policies.count,
            nanoseconds: time,
            decisionsPerSecond: 1e9 / time,
            ratio: time / base
        )
    }

    /// The median times of a decision in nanoseconds, the worlds interleaved so that a change of pace meets all.
    private func medians(_ worlds: [BenchPolicyWorld]) throws -> [(decision: Double, withStore: Double)] {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(self.seconds * Double(worlds.count))
        var times = worlds.map { _ in (decision: [Double](), store: [Double]()) }
        while clock.now < end || times[0].decision.count < 5 {
            for (index, world) in worlds.enumerated() {
                times[index].decision.append(try Self.time(clock) { try world.decide() })
                times[index].store.append(try Self.time(clock) { try world.decideWithStore() })
            }
        }
        return times.map { pair in
            (pair.decision.sorted()[pair.decision.count / 2], pair.store.sorted()[pair.store.count / 2])
        }
    }

    private static func time(_ clock: ContinuousClock, _ body: () throws -> Void) throws -> Double {
        let runs = 1000
        let start = clock.now
        for _ in 0..<runs { try body() }
        return (clock.now - start) / .nanoseconds(runs)
    }

    private static func text(_ row: Row) -> String {
        let title = "\(row.name), \(row.policies) policies"
        let name = title + String(repeating: " ", count: max(1, 36 - title.count))
        let pace = "\(Int(row.decisionsPerSecond)) a second"
        return "\(name)\(Int(row.nanoseconds)) ns, \(pace), \(row.ratio.hundredths)x"
    }
}

/// A demand judged by the market's policies, and by others that do not concern it.
struct BenchPolicyWorld {
    let policies: PolicySet
    private let text: String
    private let others: Int
    private let authorizer: Authorizer
    private let entities: [Entity]
    private let actions: EntityStore
    private let store: EntityStore
    private let request: AuthorizationRequest

    init(others: Int) throws {
        let buyer = EntityUID(type: "Interlock::Participant", id: "household-17")
        let market = EntityUID(type: "Interlock::Market", id: "lem-1")
        self.others = others
        self.text = MarketPolicies.text + (0..<others).map { Self.other($0) }.joined()
        self.policies = try PolicySet(parsing: self.text)
        self.authorizer = Authorizer(self.policies)
        self.entities = [
            Entity(
                uid: buyer,
                attributes: [
                    "identity": "household-17", "type": "buyer",
                    "permissions": ["SubmitDemand", "ReadOrder"],
                    "credit": 720, "wallet": "0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
                ]
            ),
            Entity(uid: market, attributes: ["minimumCredit": 600]),
        ]
        self.actions = try EntityStore(MarketPolicies.schema().actionEntities)
        self.store = try self.actions.adding(self.entities)
        self.request = AuthorizationRequest(
            principal: buyer,
            action: EntityUID(type: "Interlock::Action", id: "SubmitDemand"),
            resource: market,
            context: [
                "energyWh": 250, "price": 2400, "address": "0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
                "period": 1_781_524_800,
                "now": 1_781_521_200,
            ]
        )
        try self.decide()
    }

    /// A policy whose scope the request does not meet, in one of four ways.
    private static func other(_ index: Int) -> String {
        let scope =
            switch index % 4 {
            case 0: "principal == Interlock::Participant::\"p\(index)\", action, resource"
            case 1: "principal, action == Interlock::Action::\"Act\(index)\", resource"
            case 2: "principal is Other::Type\(index), action, resource"
            default: "principal, action, resource in Interlock::Zone::\"z\(index)\""
            }
        let effect = index % 3 == 0 ? "forbid" : "permit"
        return "\(effect) (\(scope)) when { principal.credit > \(index) && context.price < 100000 };\n"
    }

    func decide() throws {
        let response = self.authorizer.isAuthorized(self.request, entities: self.store)
        guard response.decision == .allow else { throw Failure(.no, "the benchmark's request is denied") }
    }

    func decideWithStore() throws {
        let store = try self.actions.adding(self.entities)
        guard self.authorizer.isAuthorized(self.request, entities: store).decision == .allow else {
            throw Failure(.no, "the benchmark's request is denied")
        }
    }

    /// Writes what is decided, for another engine.
    func write(to folder: String) throws {
        if !FileSystem.isFolder(folder) { try FileSystem.makeFolder(folder) }
        let files = [
            ("policies-\(self.others).cedar", self.text), ("entities.json", self.store.json),
            ("request.json", self.request.json),
        ]
        for (name, text) in files {
            try FileSystem.replace("\(folder)/\(name)", mode: 0o644, Array(text.utf8))
        }
    }
}
