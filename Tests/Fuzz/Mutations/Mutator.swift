/// Changes bytes at random: some changes know nothing of DER, others leave it well formed.
struct Mutator {
    var generator: SeededGenerator
    /// What parts are taken from.
    let donors: [DERTree]

    mutating func mutate(_ bytes: [UInt8], tree: DERTree?) -> [UInt8] {
        var bytes = bytes
        guard let tree, Bool.random(using: &self.generator) else {
            for _ in 0..<Int.random(in: 1...3, using: &self.generator) { bytes = self.mutateBytes(bytes) }
            return bytes
        }
        return self.mutateTree(tree)
    }

    private mutating func octet() -> UInt8 { UInt8.random(in: 0 ... .max, using: &self.generator) }

    private mutating func mutateBytes(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [self.octet()] }
        var bytes = bytes
        let place = bytes.indices.randomElement(using: &self.generator) ?? 0
        let end = min(bytes.count, place + Int.random(in: 1...16, using: &self.generator))
        switch Int.random(in: 0..<8, using: &self.generator) {
        case 0, 1, 2: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self.generator)
        case 3: bytes[place] = self.octet()
        case 4: bytes.insert(self.octet(), at: place)
        case 5: bytes.removeSubrange(place..<end)
        case 6: bytes.insert(contentsOf: bytes[place..<end], at: place)
        default: bytes.removeSubrange(place...)
        }
        return bytes
    }

    private mutating func mutateTree(_ tree: DERTree) -> [UInt8] {
        let place = Int.random(in: 0..<tree.count, using: &self.generator)
        let other = self.donor()
        let kind = Int.random(in: 0..<8, using: &self.generator)
        let noise = self.octet()
        let result = tree.changing(place) { node in
            switch kind {
            case 0: []
            case 1: [node, node]
            case 2: [other]
            case 3: [node, other]
            case 4: [node.with(node.children.reversed())]
            case 5: [Self.retagged(node, noise)]
            default: [Self.altered(node, noise)]
            }
        }
        var bytes = result.flatMap(\.bytes)
        // A length that is wrong, in an otherwise whole encoding.
        if noise < 16, bytes.count > 1 { bytes[1] ^= 1 << (noise & 7) }
        return bytes
    }

    /// An element of another file.
    private mutating func donor() -> DERTree {
        guard let tree = self.donors.randomElement(using: &self.generator) else {
            return DERTree(tag: 5, content: [])
        }
        return tree[Int.random(in: 0..<tree.count, using: &self.generator)]
    }

    private static func retagged(_ node: DERTree, _ noise: UInt8) -> DERTree {
        DERTree(tag: node.tag ^ (1 << (noise & 7)), content: node.content, children: node.children)
    }

    private static func altered(_ node: DERTree, _ noise: UInt8) -> DERTree {
        var node = node
        guard node.children.isEmpty else { return node.with(node.children.dropLast()) }
        switch noise & 3 {
        case _ where node.content.isEmpty: node.content = [noise]
        case 0: node.content.append(noise)
        case 1: node.content.removeLast()
        default: node.content[Int(noise) % node.content.count] ^= 1 << (noise >> 5)
        }
        return node
    }
}
