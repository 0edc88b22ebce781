"""Set up and look after: officers, customers, holidays, settings; the doctor."""
