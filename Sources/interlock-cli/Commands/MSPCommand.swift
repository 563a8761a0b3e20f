import ArgumentParser

struct MSPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "msp",
        abstract: "Membership service provider folders of Hyperledger Fabric.",
        discussion: """
            EXAMPLES
              interlock msp export --root root.pem --intermediate ca.pem --leaf peer0.pem --node-ous --out peer0/msp
              interlock msp import peer0/msp --out peer0/pem
              interlock msp check peer0/msp --json
            """,
        subcommands: [MSPExport.self, MSPImport.self, MSPCheck.self]
    )
}
