import Interlock
import InterlockCrypto
import MarketTestSupport

@testable import InterlockLedger

/// The genesis of the sample market, its members, and the transactions that a ledger begins with.
struct LedgerSample {
    let world: MarketWorld
    let genesis: Genesis

    init(
        maximumCount: Int = 100,
        required: Int = 2,
        policies: String = MarketPolicies.text,
        anchors further: [Certificate] = [],
        edition: RulesEdition = .newest,
        rules change: (inout MarketRules) -> Void = { _ in }
    ) throws {
        self.world = try MarketWorld.shared()
        var rules = self.world.rules
        change(&rules)
        self.genesis = try Genesis(
            rules: rules,
            matchingCentre: self.world.centre.identity,
            endorsement: EndorsementPolicy(required: required, of: self.world.peers.map(\.identity)),
            batchSize: BatchSize(maximumCount: maximumCount, preferredMaximumBytes: 1 << 20),
            policies: policies,
            schema: .standard,
            anchors: [self.world.authority.certificate] + further,
            edition: edition
        )
    }

    /// The genesis as of another edition.
    func genesis(of edition: RulesEdition) throws -> Genesis {
        try Genesis(
            rules: self.genesis.rules,
            matchingCentre: self.genesis.matchingCentre,
            endorsement: self.genesis.endorsement,
            batchSize: self.genesis.batchSize,
            policies: self.genesis.policies,
            schema: self.genesis.schema,
            anchors: self.genesis.anchors,
            edition: edition
        )
    }

    /// The hash of block 0, where the genesis is the first entry of the log.
    func name(at moment: Timestamp = MarketWorld.now) throws -> Digest {
        let batch = BlockCutter.Batch(
            transactions: [try Transaction.genesis(self.genesis).encoded()],
            lastLogPosition: 0,
            time: moment
        )
        return Block(batch, after: nil).header.hash
    }

    static func member(_ person: MarketPerson) -> NodeMember {
        NodeMember(identity: person.identity, key: person.key, certificate: person.certificate)
    }

    func peer(_ index: Int = 0, in folder: String) throws -> Peer {
        let person = self.world.peers[index]
        return try Peer(
            identity: person.identity,
            key: person.key,
            certificate: person.certificate,
            folder: "\(folder)/\(person.identity)",
            batchSize: self.genesis.batchSize
        )
    }

    /// Opens the node of a folder, and closes it at the end of `body`.
    func withNode<Value: Sendable>(
        in folder: TemporaryFolder,
        sink: some DispatchSink,
        lists: [RevocationList]? = nil,
        at moment: Timestamp = MarketWorld.now,
        _ body: (TradingNode) async throws -> Value
    ) async throws -> Value {
        let node = try await TradingNode(
            folder: folder.path,
            genesis: self.genesis,
            centre: Self.member(self.world.centre),
            peers: self.world.peers.map { Self.member($0) },
            certificates: self.world.certificates,
            revocationLists: lists ?? [self.world.list],
            sink: sink,
            at: moment
        )
        return try await body(node)
    }

    /// The code of each refusal in a report; nil for what was taken.
    static func codes(_ report: TradingNode.Report) -> [Refusal.Code?] {
        report.orders.map { if case .failure(let refusal) = $0 { refusal.code } else { nil } }
    }
}
