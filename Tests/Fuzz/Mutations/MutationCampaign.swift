import Glibc
import InterlockCrypto

/// `mutations COUNT [PKITS [SEED]]`: see Tests/Fuzz/mutations, which builds it.
@main
struct MutationCampaign {
    struct Tally: Sendable {
        var tried = 0
        var originals = 0
        var parsed: [MutationSeeds.Kind: Int] = [:]
        var accepted: [String] = []

        mutating func add(_ other: Tally) {
            self.tried += other.tried
            self.originals += other.originals
            self.parsed.merge(other.parsed, uniquingKeysWith: +)
            self.accepted += other.accepted
        }
    }

    let trial: MutationTrial
    let trees: [DERTree]
    /// The places of the seeds of each kind: all kinds are altered equally often.
    let places: [[Int]]
    let seed: UInt64

    static func main() async throws {
        let words = CommandLine.arguments.dropFirst()
        let count = words.first.flatMap { Int($0) } ?? 20_000
        let pkits = words.dropFirst().first.flatMap { $0.isEmpty ? nil : $0 }
        let seeds = try MutationSeeds(pkits: pkits)
        let campaign = MutationCampaign(
            trial: try MutationTrial(seeds),
            trees: seeds.seeds.map { DERTree($0.bytes) ?? DERTree(tag: 5, content: []) },
            places: MutationSeeds.Kind.allCases.map { kind in
                seeds.seeds.indices.filter { seeds.seeds[$0].kind == kind }
            },
            seed: words.dropFirst(2).first.flatMap { UInt64($0) } ?? 1
        )
        campaign.checkOriginals()
        let tally = await campaign.run(count)
        print("seeds \(seeds.seeds.count); parsed \(tally.parsed.map { "\($0.key) \($0.value)" }.sorted())")
        for text in tally.accepted.prefix(20) { print("ACCEPTED \(text)") }
        print(
            "\(tally.tried) mutations, \(tally.originals) gave an original back, \(tally.accepted.count) accepted"
        )
        exit(tally.accepted.isEmpty && tally.tried >= count ? 0 : 1)
    }

    /// A trial that believes nothing would find nothing: what was not altered must be believed.
    private func checkOriginals() {
        for seed in self.trial.seeds.seeds {
            guard case .accepted = self.trial.judge(seed.bytes, seed) else {
                fatalError("a \(seed.kind) that was not altered is refused: \(seed.bytes.hexString)")
            }
        }
    }

    /// Runs until `count` files have been altered, in batches on all cores; the same whatever their number.
    func run(_ count: Int) async -> Tally {
        let batch = 1_000
        return await withTaskGroup(of: Tally.self) { group in
            for start in stride(from: 0, to: count, by: batch) {
                group.addTask { self.run(from: start, count: min(batch, count - start)) }
            }
            return await group.reduce(into: Tally()) { $0.add($1) }
        }
    }

    private func run(from start: Int, count: Int) -> Tally {
        let generator = SeededGenerator(seed: self.seed &* 1_000_003 &+ UInt64(start))
        var mutator = Mutator(generator: generator, donors: self.trees)
        var tally = Tally()
        while tally.tried < count {
            let places = self.places.randomElement(using: &mutator.generator) ?? []
            let place = places.randomElement(using: &mutator.generator) ?? 0
            let seed = self.trial.seeds.seeds[place]
            let bytes = mutator.mutate(seed.bytes, tree: self.trees[place])
            tally.tried += 1
            switch self.trial.run(bytes, seed) {
            case .original:
                tally.originals += 1
                tally.tried -= 1
            case .refused: break
            case .parsed: tally.parsed[seed.kind, default: 0] += 1
            case .accepted(let why):
                tally.accepted.append("\(seed.kind) \(start): \(why): \(bytes.hexString)")
            }
        }
        return tally
    }
}
