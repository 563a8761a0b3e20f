/// The names that Fabric takes for a host's where it applies Go 1.14's rule of name constraints (msp/mspimpl.go, validHostname).
enum GoHostName {
    static func isValid(_ name: String) -> Bool {
        let name = name.utf8.last == UInt8(ascii: ".") ? name.utf8.dropLast() : name.utf8[...]
        let labels = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.enumerated().allSatisfy { place, label in
            place == 0 && label.elementsEqual("*".utf8) || !label.isEmpty && Self.isLabel(label)
        }
    }

    /// Letters, digits, `_`, `:`, and `-` but not at the front.
    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        label.first != UInt8(ascii: "-")
            && label.allSatisfy { octet in
                switch octet {
                case 0x30...0x3a, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}
