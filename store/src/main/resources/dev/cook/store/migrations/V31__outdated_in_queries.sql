-- Which kinds of gate change a commit, and which candidates still land, is asked where it is decided: in the code.

DROP FUNCTION is_outdated(gate_run);
