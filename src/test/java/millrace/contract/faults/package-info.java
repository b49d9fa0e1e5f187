/** Trainers with planted faults: they show that the contract test can fail. */
package millrace.contract.faults;
